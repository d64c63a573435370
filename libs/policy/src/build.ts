import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { insteadOf } from './builtins/not-offered.js';
import { PolicyError } from './error.js';
import { opaText, runOpa } from './opa.js';
import { isFromLibrary } from './library.js';
import type { Pack } from './pack.js';
import type { Annotation } from './rule.js';
import type { SourceFile } from './source.js';

/** What a run asks: `applicable` names the rules, and only they are evaluated, however many there are. */
export const ENTRYPOINT = 'writ/main/outcomes';
const DISPATCH = `package writ.main

outcomes[id] := outcome if {
	some id in input.applicable
	outcome := data.writ.rules[id].outcome
}
`;
/** Beside the policy: a rule that reads too much is to be blamed, not the dispatch that it then recurs through. */
const DISPATCH_FILE = 'dispatch/main.rego';

/** A working copy of what was read, so that opa sees the bytes that are hashed. */
export interface Stage {
  readonly opa: string;
  readonly folder: string;
  readonly capabilities: string;
}

/** Where a file lies in the working copy. What several packs took from Writ's library lies there once: no pack id has a dot. */
export function stagedPath(pack: Pack, file: SourceFile): string {
  if (isFromLibrary(file)) return `policy/writ.library/${file.sha256.slice('sha256:'.length)}/${file.path}`;
  return `${isTest(file) ? 'tests' : 'policy'}/${pack.manifest.id}/${file.path}`;
}

export const isTest = ({ path }: SourceFile): boolean => path.endsWith('_test.rego');
export const isRego = ({ path }: SourceFile): boolean => path.endsWith('.rego');

/** Writes the working copy. */
export async function stage(packs: readonly Pack[], { folder, capabilities }: Stage): Promise<void> {
  await writeInto(folder, 'capabilities.json', capabilities);
  await writeInto(folder, DISPATCH_FILE, DISPATCH);
  // A pack may be a posture and a catalogue, without a rule.
  await mkdir(join(folder, 'policy'), { recursive: true });
  for (const pack of packs) for (const file of pack.files.filter(isRego)) await writeInto(folder, stagedPath(pack, file), file.text);
}

async function writeInto(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

interface Complaint {
  readonly message: string;
  readonly location?: { readonly file: string; readonly row: number };
}

/** `opa check --strict` over rules, libraries and tests, with the capabilities of the WASM runtime; the first complaint is an error. */
export async function check(at: Stage, packs: readonly Pack[]): Promise<void> {
  const [first] = await complaints(at, packs);
  if (first !== undefined) throw first;
}

/** Everything that `opa check --strict` complains of. */
export async function complaints({ opa, folder }: Stage, packs: readonly Pack[]): Promise<readonly PolicyError[]> {
  const roots = packs.some(({ files }) => files.some(isTest)) ? ['policy', 'tests'] : ['policy'];
  const { ok, stdout, stderr } = await runOpa(
    opa,
    ['check', '--strict', '--format', 'json', '--capabilities', 'capabilities.json', ...roots],
    folder,
  );
  if (ok) return [];
  const found = complaintsIn(stdout + stderr);
  const all: readonly Partial<Complaint>[] = found.length > 0 ? found : [{ message: (stderr + stdout).trim().slice(0, 2000) }];
  return all.map(({ message, location }) => {
    const [shown] = packs.flatMap((pack) => pack.files.filter((file) => stagedPath(pack, file) === location?.file));
    return new PolicyError({
      code: 'rego_invalid',
      file: shown?.shown ?? location?.file ?? '',
      line: location?.row,
      ...explained(message ?? 'opa refuses it'),
    });
  });
}

/** A builtin that is not offered is told of with what to write in its place. */
function explained(message: string): { readonly what: string; readonly remedy: string } {
  const [, builtin] = /undefined function (?<name>[a-z][a-z0-9_.]*)$/u.exec(message) ?? [];
  if (builtin === undefined) return { what: message, remedy: 'correct the Rego; `opa check --strict` must pass' };
  return { what: message, remedy: insteadOf(builtin) };
}

function complaintsIn(printed: string): readonly Complaint[] {
  try {
    return (JSON.parse(printed) as { readonly errors?: readonly Complaint[] }).errors ?? [];
  } catch {
    return [];
  }
}

/** The package metadata of each staged file. */
export async function annotations({ opa, folder }: Stage): Promise<ReadonlyMap<string, Annotation>> {
  const printed = await opaText(opa, ['inspect', '--annotations', '--format', 'json', 'policy'], folder);
  const { annotations: found = [] } = JSON.parse(printed) as {
    readonly annotations?: readonly {
      readonly annotations: Omit<Annotation, 'line'> & { readonly scope: string };
      readonly location: { readonly file: string; readonly row: number };
    }[];
  };
  const packages = found.filter(({ annotations: { scope } }) => scope === 'package');
  return new Map(packages.map(({ annotations: text, location }) => [location.file, { ...text, line: location.row }]));
}

/** Compiles the staged policy to WASM. */
export const buildWasm = (at: Stage): Promise<Uint8Array> => build(at, [ENTRYPOINT], ['policy', 'dispatch']);

/** Compiles other files of the working copy, which are written first. */
export async function buildModule(
  at: Pick<Stage, 'opa' | 'folder'>,
  { files, entrypoints }: { readonly files: Readonly<Record<string, string>>; readonly entrypoints: readonly string[] },
): Promise<Uint8Array> {
  for (const [path, text] of Object.entries(files)) await writeInto(at.folder, path, text);
  return build(at, entrypoints, Object.keys(files));
}

/** Compiles the staged policy with its tests, each of which can be asked. */
export const buildTests = (at: Stage, entrypoints: readonly string[]): Promise<Uint8Array> => build(at, entrypoints, ['policy', 'tests']);

async function build(
  { opa, folder }: Pick<Stage, 'opa' | 'folder'>,
  entrypoints: readonly string[],
  sources: readonly string[],
): Promise<Uint8Array> {
  const named = entrypoints.flatMap((entrypoint) => ['--entrypoint', entrypoint]);
  const limits = ['--capabilities', 'capabilities.json'];
  await opaText(opa, ['build', '--target', 'wasm', ...named, ...limits, '--output', 'bundle.tar.gz', ...sources], folder);
  const module = fileInTar(gunzipSync(await readFile(join(folder, 'bundle.tar.gz'))), '/policy.wasm');
  if (module !== null) return module;
  throw new PolicyError({
    code: 'opa_failed',
    what: '`opa build` made a bundle without a module',
    remedy: 'use the pinned version of opa',
  });
}

const BLOCK = 512;

/** One file of a tar archive: a header block with name and octal size, then the bytes, padded to a block. */
function fileInTar(archive: Buffer, wanted: string): Uint8Array | null {
  for (let at = 0; at + BLOCK <= archive.length;) {
    const name = archive.toString('latin1', at, at + 100).replace(/\0.*$/su, '');
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8);
    if (name === '' || Number.isNaN(size)) return null;
    if (name === wanted) return archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return null;
}
