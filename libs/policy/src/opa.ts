import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PolicyError } from './error.js';

/** Rego v1 needs these; the WASM runtime's list, which is older, does not name them. */
const LANGUAGE = {
  features: ['keywords_in_refs', 'rego_v1', 'rego_v1_import', 'rule_head_ref_string_prefixes', 'rule_head_refs'],
  future_keywords: ['contains', 'every', 'if', 'in'],
};
/** The same input must always give the same decision. */
const NONDETERMINISTIC = ['rand.intn'];
const MOST_OUTPUT = 1 << 28;
const LONGEST_RUN_MS = 120_000;

/** What a run of opa ended with. */
export interface OpaRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `opa` program in `cwd`; one that cannot be started or takes longer than `limitMs` is an error, one that complains is a run. */
export function runOpa(opa: string, args: readonly string[], cwd: string, limitMs: number = LONGEST_RUN_MS): Promise<OpaRun> {
  return new Promise((resolve, reject) => {
    execFile(opa, [...args], { cwd, maxBuffer: MOST_OUTPUT, timeout: limitMs, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) resolve({ ok: true, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ ok: false, stdout, stderr });
      else if (error.killed === true) {
        const what = `\`opa ${args[0] ?? ''}\` was stopped after ${limitMs / 1000} s`;
        reject(
          new PolicyError({ code: 'opa_failed', what, remedy: 'make what it works on smaller, or the machine quieter', cause: error }),
        );
      } else {
        const remedy = 'name an `opa` that runs here';
        reject(new PolicyError({ code: 'opa_failed', what: `\`${opa}\` could not be run (${error.message})`, remedy, cause: error }));
      }
    });
  });
}

/** Runs opa and returns what it printed; a complaint is an error. */
export async function opaText(opa: string, args: readonly string[], cwd: string): Promise<string> {
  const { ok, stdout, stderr } = await runOpa(opa, args, cwd);
  if (ok) return stdout;
  const what = `\`opa ${args[0] ?? ''}\` failed: ${(stderr + stdout).trim().slice(0, 2000)}`;
  throw new PolicyError({ code: 'opa_failed', what, remedy: 'use the pinned version of opa' });
}

/** `1.18.2` of the given program. */
export async function opaVersion(opa: string, cwd: string): Promise<string> {
  const version = /^Version:\s*(\S+)/mu.exec(await opaText(opa, ['version'], cwd))?.[1];
  if (version === undefined)
    throw new PolicyError({ code: 'opa_failed', what: `\`${opa}\` does not tell its version`, remedy: 'name the `opa` program' });
  return version;
}

/**
 * The capabilities a pack may use: those of the WASM runtime, so that a builtin it lacks fails when the pack is compiled
 * and not when an action waits, less what is not deterministic.
 */
export async function capabilities(): Promise<string> {
  const file = join(dirname(createRequire(import.meta.url).resolve('@open-policy-agent/opa-wasm')), '../capabilities.json');
  const own = JSON.parse(await readFile(file, 'utf8')) as { readonly builtins: readonly { readonly name: string }[] };
  const builtins = own.builtins.filter(({ name }) => !NONDETERMINISTIC.includes(name));
  return JSON.stringify({ ...own, builtins, ...LANGUAGE });
}

/** The path of an `opa` program: found on this machine, downloaded or built. */
export async function resolveOpa(): Promise<string> {
  const tool = new URL('../../../tools/get-opa/get-opa.mjs', import.meta.url);
  const { getOpa } = (await import(fileURLToPath(tool))) as { readonly getOpa: () => Promise<string> };
  return getOpa();
}
