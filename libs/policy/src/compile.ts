import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Rule } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { analyse, parsePacks } from './analyse.js';
import { buildWasm, check, stage } from './build.js';
import type { Stage } from './build.js';
import { policyHash } from './compiled.js';
import type { CompiledPolicy, HashedFile } from './compiled.js';
import { PolicyError } from './error.js';
import { EVALUATION_FILE } from './evaluation.js';
import { capabilities, opaVersion } from './opa.js';
import { parsePack } from './pack.js';
import type { Pack } from './pack.js';
import { readPack } from './source.js';
import { composeTerms } from './terms.js';

/** Raised with every change of what is compiled from the same sources, so that an old result is not found again. */
const COMPILER = 'writ-policy-compiler-5';

/** Options of {@link compilePacks}. */
export interface CompileOptions {
  /** Pack folders. */
  readonly packs: readonly string[];
  /** The `opa` program, or how to find it; not asked for while the result is in `outDir`. */
  readonly opa: string | (() => Promise<string>);
  /** Where compiled policies are kept. It is trusted as the program is. */
  readonly outDir: string;
}

/**
 * Compiles packs to one policy set, or finds the result of an earlier run on the same sources.
 *
 * @throws PolicyError where a pack is refused, with file, line and remedy
 */
export async function compilePacks({ packs: folders, opa, outDir }: CompileOptions): Promise<CompiledPolicy> {
  const packs = await readPacks(folders);
  const limits = await capabilities();
  const sources = hashedSources(packs, limits);
  const folder = join(resolve(outDir), sha256(canonicalize({ compiler: COMPILER, files: sources })).slice('sha256:'.length));
  const known = await readCompiled(folder);
  if (known !== null) return known;
  await mkdir(outDir, { recursive: true });
  const work = await mkdtemp(join(resolve(outDir), 'compiling-'));
  try {
    const made = await compile(packs, { opa: typeof opa === 'string' ? opa : await opa(), folder: work, capabilities: limits });
    await keep(made, work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return (await readCompiled(folder)) ?? fail(folder);
}

/** Reads packs, in the order of their ids. */
export async function readPacks(folders: readonly string[]): Promise<readonly Pack[]> {
  if (folders.length === 0)
    throw new PolicyError({ code: 'pack_unreadable', what: 'no pack was named', remedy: 'name at least one pack folder' });
  const packs: Pack[] = [];
  for (const folder of folders) packs.push(parsePack(await readPack(folder)));
  packs.sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
  const twin = packs.find(({ manifest }, index) => packs[index + 1]?.manifest.id === manifest.id);
  if (twin === undefined) return refuseTwins(packs);
  throw new PolicyError({
    code: 'duplicate_id',
    file: twin.folder,
    what: `two packs are named \`${twin.manifest.id}\``,
    remedy: 'give one another id',
  });
}

/** A rule is named after its file, so two of one name are found before opa has to puzzle over them. */
function refuseTwins(packs: readonly Pack[]): readonly Pack[] {
  const owners = new Map<string, string>();
  for (const { manifest, files } of packs) {
    for (const { path, shown } of files.filter((file) => file.path.startsWith('rules/'))) {
      const owner = owners.get(path);
      if (owner !== undefined)
        throw new PolicyError({ code: 'duplicate_id', file: shown, what: `the pack \`${owner}\` has this rule too`, remedy: 'rename one' });
      owners.set(path, manifest.id);
    }
  }
  return packs;
}

/** Tests are part of it: a pack whose tests change is another pack. */
function hashedSources(packs: readonly Pack[], limits: string): readonly HashedFile[] {
  const files = packs.flatMap(({ manifest, files: own }) =>
    own.map((file) => ({ name: `${manifest.id}/${file.path}`, sha256: file.sha256 })),
  );
  return [...files, { name: 'capabilities.json', sha256: sha256(limits) }, EVALUATION_FILE];
}

interface Made {
  readonly policy: Omit<CompiledPolicy, 'wasmFile'>;
  readonly wasm: Uint8Array;
}

async function compile(packs: readonly Pack[], at: Stage): Promise<Made> {
  await stage(packs, at);
  await check(at, packs);
  return build(packs, at, await analyse(at, { packs, parsed: await parsePacks(at, packs) }));
}

/**
 * Compiles packs that are staged and were analysed: whoever checks them has done both.
 *
 * @throws PolicyError where opa does not build them
 */
export async function compileAnalysed(packs: readonly Pack[], at: Stage, rules: readonly Rule[]): Promise<CompiledPolicy> {
  const folder = join(at.folder, 'compiled');
  await keep(await build(packs, at, rules), at.folder, folder);
  return (await readCompiled(folder)) ?? fail(folder);
}

async function build(packs: readonly Pack[], at: Stage, rules: readonly Rule[]): Promise<Made> {
  const wasm = await buildWasm(at);
  const wasmDigest = sha256(wasm);
  const files = [...hashedSources(packs, at.capabilities), { name: 'policy.wasm', sha256: wasmDigest }];
  const opa_version = await opaVersion(at.opa, at.folder);
  const hash = policyHash(opa_version, files);
  return { policy: { terms: composeTerms(packs, hash), rules, wasmDigest, hash, opa_version, files }, wasm };
}

/** A crash before the rename leaves a `compiling-*` folder and no result; two compilers at once make the same one. */
async function keep({ policy, wasm }: Made, work: string, folder: string): Promise<void> {
  const result = join(work, 'result');
  await mkdir(result);
  await writeFile(join(result, 'policy.wasm'), wasm);
  await writeFile(join(result, 'policy.json'), JSON.stringify(policy));
  try {
    await rename(result, folder);
  } catch (cause) {
    if ((await readCompiled(folder)) === null) throw unwritable(folder, cause);
  }
}

async function readCompiled(folder: string): Promise<CompiledPolicy | null> {
  try {
    const policy = JSON.parse(await readFile(join(folder, 'policy.json'), 'utf8')) as Omit<CompiledPolicy, 'wasmFile'>;
    return { ...policy, wasmFile: join(folder, 'policy.wasm') };
  } catch {
    return null;
  }
}

const unwritable = (file: string, cause?: unknown): PolicyError =>
  new PolicyError({
    code: 'compiled_damaged',
    file,
    what: 'the compiled policy could not be kept',
    remedy: 'make the folder writable and empty',
    cause,
  });

const fail = (folder: string): never => {
  throw unwritable(folder);
};
