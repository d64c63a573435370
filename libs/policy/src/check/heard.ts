import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Json } from '@writ/aarm';
import type { ParsedFile } from '../analyse.js';
import { isRego } from '../build.js';
import type { Stage } from '../build.js';
import type { Pack } from '../pack.js';
import type { SourceFile } from '../source.js';
import { nameOf } from '../syntax.js';
import type { Module } from '../syntax.js';
import { runTests } from './rego-tests.js';
import type { OpaTest } from './rego-tests.js';

/** One question that a test put to a rule, and whether it answered. */
export interface Heard {
  readonly rule: string;
  readonly test: string;
  readonly location: OpaTest['location'];
  /** The whole input of the question; null where the test gave none. */
  readonly input: Json;
  /** What the rule said; undefined is silence. */
  readonly voice: Json | undefined;
}

/**
 * Listens to the rules while their tests run: each rule moves to another package, and a rule of its old name asks it and
 * prints question and answer. So a test counts for what it makes a rule do, not for its name.
 */
export async function hearTests(
  at: Pick<Stage, 'opa' | 'folder'>,
  packs: readonly Pack[],
  parsed: readonly ParsedFile[],
): Promise<readonly Heard[]> {
  const rules = parsed.filter(({ file }) => file.path.startsWith('rules/'));
  const files = rules.map(({ file }) => file);
  const others = packs.flatMap((pack) =>
    pack.files.filter((file) => isRego(file) && !files.includes(file)).map((file) => ({ pack, file })),
  );
  for (const { pack, file } of others) await put(at.folder, `heard/${pack.manifest.id}/${file.path}`, file.text);
  for (const { file, module } of rules) await listenTo(at.folder, file, module);
  return (await runTests(at, ['heard'])).flatMap(heardIn);
}

async function listenTo(folder: string, file: SourceFile, module: Module): Promise<void> {
  const id = idOf(file);
  await put(folder, `heard/inner/${id}.rego`, file.text.replace(/^(\s*package\s+)writ\.rules\./mu, '$1writ.inner.'));
  await put(folder, `heard/outer/${id}.rego`, listener(id, module));
}

const idOf = ({ path }: SourceFile): string => path.slice('rules/'.length, -'.rego'.length);

/** A module of the rule's own name that passes everything on. */
function listener(id: string, module: Module): string {
  const passed = new Map<string, number>();
  for (const rule of module.rules ?? []) passed.set(nameOf(rule), rule.head.args?.length ?? 0);
  passed.delete('outcome');
  const others = [...passed].map(([name, count]) => {
    const list = count === 0 ? '' : `(${Array.from({ length: count }, (_, index) => `a${index}`).join(', ')})`;
    return `${name}${list} := data.writ.inner.${id}.${name}${list}`;
  });
  const outcome = `outcome := voice if {
	print("${ASKED}", "${id}", json.marshal(input))
	voice := data.writ.inner.${id}.outcome
	print("${SPOKE}", "${id}", json.marshal(voice))
}`;
  return [`package writ.rules.${id}`, outcome, ...others, ''].join('\n\n');
}

const ASKED = 'writ:asked';
const SPOKE = 'writ:spoke';
const LINE = new RegExp(`^(?<what>${ASKED}|${SPOKE}) (?<rule>\\S+) (?<json>.*)$`, 'u');

/** Questions and answers in what a test printed. A test that failed proves nothing. */
function heardIn(test: OpaTest): readonly Heard[] {
  if (test.output === undefined || test.fail === true || test.error !== undefined) return [];
  const heard: Heard[] = [];
  for (const line of Buffer.from(test.output, 'base64').toString('utf8').split('\n')) {
    const { what, rule, json } = LINE.exec(line)?.groups ?? {};
    if (rule === undefined || json === undefined) continue;
    const last = heard.findLastIndex((one) => one.rule === rule);
    if (what === ASKED) heard.push({ rule, test: test.name, location: test.location, input: parsed(json) ?? null, voice: undefined });
    else if (heard[last] !== undefined) heard[last] = { ...heard[last], voice: parsed(json) };
  }
  return heard;
}

function parsed(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

async function put(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
