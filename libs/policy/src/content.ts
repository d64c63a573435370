import { contentDigest } from '@writ/engine';
import type { PolicyContent, PolicyVersion } from '@writ/engine';
import { sha256 } from '@writ/receipt';
import { compilePacks, readPacks } from './compile.js';
import type { CompileOptions } from './compile.js';
import { policyHash, readModule } from './compiled.js';
import { PolicyError } from './error.js';
import { EVALUATION_FILE } from './evaluation.js';
import { startModule } from './evaluator.js';

/** What the hash covers beside the packs' own files. */
const NOT_SOURCES: readonly string[] = ['capabilities.json', 'policy.wasm', EVALUATION_FILE.name];

/**
 * Compiles packs to what is stored of a version: sources, module, terms and rules.
 *
 * @throws PolicyError where a pack is refused, with file, line and remedy
 */
export async function compileContent(options: CompileOptions): Promise<PolicyContent> {
  const compiled = await compilePacks(options);
  const packs = await readPacks(options.packs);
  const sources = Object.fromEntries(
    packs.flatMap(({ manifest, files }) => files.map(({ path, text }) => [`${manifest.id}/${path}`, text])),
  );
  const { terms, rules, hash, opa_version, files } = compiled;
  const content: PolicyContent = {
    hash,
    packs: packs.map(({ manifest: { id, version } }) => ({ id, version })),
    sources,
    terms,
    rules,
    wasm: await readModule(compiled),
    wasm_digest: compiled.wasmDigest,
    opa_version,
    files,
  };
  verifyContent(content);
  return content;
}

/**
 * Holds a content against its hash: sources, module and compiler give the hash, and no others do.
 *
 * @throws PolicyError `compiled_damaged` where they do not
 */
export function verifyContent(content: PolicyContent): void {
  const { hash, files, sources, wasm, wasm_digest, opa_version, terms } = content;
  const digests = new Map(files.map(({ name, sha256: digest }) => [name, digest]));
  const names = Object.keys(sources);
  const wrong = names.find((name) => sha256(sources[name] ?? '') !== digests.get(name));
  if (wrong !== undefined) throw damaged(hash, `\`${wrong}\` is not the file that was compiled`);
  if ([...digests.keys()].filter((name) => !NOT_SOURCES.includes(name)).length !== names.length) throw damaged(hash, 'files are missing');
  if (sha256(wasm) !== wasm_digest || digests.get('policy.wasm') !== wasm_digest)
    throw damaged(hash, 'the module is not the one that was compiled');
  const evaluation = digests.get(EVALUATION_FILE.name);
  // What was published before evaluations were counted names none, and is counted from now on.
  if (evaluation !== undefined && evaluation !== EVALUATION_FILE.sha256) throw damaged(hash, 'this writ evaluates otherwise');
  if (policyHash(opa_version, files) !== hash || terms.hash !== hash) throw damaged(hash, 'the content has another hash');
}

/** Holds a stored version against its hash and against what its signed receipts name. */
export function verifyVersion(version: PolicyVersion): void {
  verifyContent(version);
  if (contentDigest(version) !== version.content_digest) throw damaged(version.hash, 'terms and rules are not those that were published');
}

/**
 * Starts a version and stops it again: what does not pass would not be taken up by any replica.
 *
 * @throws PolicyError where it is not what its hash says, or does not start
 */
export async function probeVersion(version: PolicyVersion): Promise<void> {
  verifyVersion(version);
  const evaluator = await startModule(version, new Uint8Array(version.wasm));
  await evaluator.close();
}

const damaged = (hash: string, what: string): PolicyError =>
  new PolicyError({ code: 'compiled_damaged', what: `version \`${hash}\`: ${what}`, remedy: 'publish it again from its packs' });
