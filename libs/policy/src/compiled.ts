import { readFile } from 'node:fs/promises';
import type { PolicyTerms, Rule } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { PolicyError } from './error.js';

/** A policy set ready to load: plain data and a WASM file. */
export interface CompiledPolicy {
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  readonly wasmFile: string;
  readonly wasmDigest: string;
  /** What receipts name: the same sources, compiler and module give the same hash, and no others do. */
  readonly hash: string;
  /** What the hash was computed from. */
  readonly opa_version: string;
  readonly files: readonly HashedFile[];
}

/** A file that the hash covers. */
export interface HashedFile {
  readonly name: string;
  readonly sha256: string;
}

/** The hash of a policy set; whoever has the files can compute it. */
export function policyHash(opa_version: string, files: readonly HashedFile[]): string {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sha256(canonicalize({ construction: 'writ-policy-v1', engine: 'opa-wasm', opa_version, files: sorted }));
}

/** The bytes of the module. INVARIANT: what is evaluated is what the hash covers. */
export async function readModule({ wasmFile, wasmDigest }: CompiledPolicy): Promise<Uint8Array<ArrayBuffer>> {
  const damaged = (what: string, cause?: unknown): PolicyError =>
    new PolicyError({ code: 'compiled_damaged', file: wasmFile, what, remedy: 'remove the folder and compile the packs again', cause });
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await readFile(wasmFile));
  } catch (cause) {
    throw damaged('the compiled policy cannot be read', cause);
  }
  if (sha256(bytes) !== wasmDigest) throw damaged('the compiled policy is not the one that was compiled');
  return bytes;
}
