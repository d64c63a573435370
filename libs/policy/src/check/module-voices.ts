import type { Json } from '@writ/aarm';
import { ENTRYPOINT, isTest } from '../build.js';
import type { Stage } from '../build.js';
import type { Pack } from '../pack.js';
import { nameOf, parseModules } from '../syntax.js';
import type { Module } from '../syntax.js';
import type { LoadedModule, ModuleAnswer } from './workbench.js';
import type { Heard } from './heard.js';
import { DIFFERS } from './module-tests.js';
import type { Finding } from './report.js';

/** What module and native OPA said to the questions of the tests. */
export interface Voices {
  /** As the module answers them: what a rule says is what it says where it decides. */
  readonly heard: readonly Heard[];
  /** Those that the two answer differently. */
  readonly findings: readonly Finding[];
}

/**
 * Puts every question that was heard to the module that decides. A test that replaces data or functions asks something else than
 * the module can be asked: what was heard of it counts by how the test comes out there.
 */
export async function compareVoices(
  { module, packs, at }: { readonly module: LoadedModule; readonly packs: readonly Pack[]; readonly at: Stage },
  heard: readonly Heard[],
): Promise<Voices> {
  const answers = await module.evaluate(
    heard.map(({ rule, input }) => ({ entrypoint: ENTRYPOINT, input: JSON.stringify({ ...objectOf(input), applicable: [rule] }) })),
  );
  const answered = heard.map((one, index) => answeredBy(one, answers[index] as ModuleAnswer));
  if (!answered.some(differs)) return { heard, findings: [] };
  const replacing = await testsThatReplace(packs, at);
  const told = new Map<string, Finding>();
  for (const one of answered.filter(differs)) {
    const key = `${one.asked.rule} ${testKey(one.asked, packs)}`;
    if (!replacing.has(testKey(one.asked, packs)) && !told.has(key)) told.set(key, findingOf(one, placeOf(one.asked, packs)));
  }
  const here = answered.map(({ asked, voice }) => (replacing.has(testKey(asked, packs)) ? asked : { ...asked, voice }));
  return { heard: here, findings: [...told.values()] };
}

const objectOf = (value: Json): object => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});

/** A question of a test with native OPA's answer, and the module's own. */
interface Answered {
  readonly asked: Heard;
  readonly voice: Json | undefined;
  /** Why the module did not answer; null where it did. */
  readonly fault: string | null;
}

function answeredBy(asked: Heard, { result, fault }: ModuleAnswer): Answered {
  const voices = (result ?? {}) as Readonly<Record<string, Json>>;
  return { asked, voice: Object.hasOwn(voices, asked.rule) ? voices[asked.rule] : undefined, fault };
}

const differs = ({ asked, voice, fault }: Answered): boolean => fault !== null || sorted(voice) !== sorted(asked.voice);

function findingOf({ asked, voice, fault }: Answered, place: Pick<Finding, 'file' | 'line'>): Finding {
  const here = fault === null ? spoken(voice) : `fails (${fault})`;
  const what = `in the test \`${asked.test}\` \`${asked.rule}\` ${spoken(asked.voice)} with \`opa test\`, and ${here} where it decides`;
  return { severity: 'error', code: 'module_differs', ...place, what, remedy: DIFFERS, example: { input: asked.input } };
}

const MOST_SHOWN = 200;

function spoken(voice: Json | undefined): string {
  if (voice === undefined) return 'is silent';
  const text = JSON.stringify(voice);
  return `says \`${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}\``;
}

function placeOf({ location }: Heard, packs: readonly Pack[]): { readonly file: string; readonly line: number } {
  const [, pack = '', ...path] = location.file.split('/');
  const owner = packs.find(({ manifest }) => manifest.id === pack);
  const file = owner?.files.find((one) => one.path === path.join('/'));
  return { file: file?.shown ?? location.file, line: location.row };
}

/** JSON with members in one order; a list of texts, which may be a set of Rego, as well. */
const sorted = (value: unknown): string | undefined =>
  JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (Array.isArray(inner)) return inner.every((member) => typeof member === 'string') ? inner.toSorted() : (inner as unknown);
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

const testKey = (asked: Heard, packs: readonly Pack[]): string => `${placeOf(asked, packs).file} ${asked.test}`;

/** The tests that put other data or functions in place of those of the packs, by themselves or by what stands beside them. */
async function testsThatReplace(packs: readonly Pack[], at: Stage): Promise<ReadonlySet<string>> {
  const files = packs.flatMap((pack) => pack.files.filter(isTest));
  const modules = await parseModules(
    at.opa,
    files.map(({ shown, text }) => ({ name: shown, text })),
    at.folder,
  );
  return new Set(files.flatMap(({ shown }, index) => replacingIn(modules[index] as Module).map((test) => `${shown} ${test}`)));
}

function replacingIn({ rules = [] }: Module): readonly string[] {
  const isOfTest = (name: string): boolean => name.startsWith('test_');
  const names = rules.filter(replaces).map(nameOf);
  return names.every(isOfTest) ? names : rules.map(nameOf);
}

function replaces(root: unknown): boolean {
  if (typeof root !== 'object' || root === null) return false;
  if ('target' in root && 'value' in root) {
    const { value } = root.target as { readonly value?: unknown };
    const [head] = Array.isArray(value) ? (value as readonly { readonly value?: unknown }[]) : [];
    if (head !== undefined && head.value !== 'input') return true;
  }
  return Object.values(root).some(replaces);
}
