import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { PolicyError } from './error.js';

const MOST_OUTPUT = 1 << 28;
const LONGEST_RUN_MS = 120_000;

/** What a run of opa ended with. */
export interface OpaRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run is over before it is worth its while to tidy up its memory: that is half of the work of a short one. */
const UNTIDY = { GOGC: 'off', GOMEMLIMIT: '512MiB' };

/** Runs the `opa` program in `cwd`; one that cannot be started or takes longer than `limitMs` is an error, one that complains is a run. */
export function runOpa(opa: string, args: readonly string[], cwd: string, limitMs: number = LONGEST_RUN_MS): Promise<OpaRun> {
  return new Promise((resolve, reject) => {
    // eslint-disable-next-line no-restricted-syntax -- handed on as it is: nothing of it is read here
    const options = { cwd, env: { ...process.env, ...UNTIDY }, maxBuffer: MOST_OUTPUT, timeout: limitMs, killSignal: 'SIGKILL' } as const;
    execFile(opa, [...args], options, (error, stdout, stderr) => {
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
 * The capabilities a pack may use: the builtins that a module has or that Writ supplies, and that give the same for the same input. So
 * one that is not offered fails when the pack is compiled, and not when an action waits.
 */
export const capabilities = (): Promise<string> => readFile(new URL('../capabilities.json', import.meta.url), 'utf8');

/** The path of an `opa` program: found on this machine, downloaded or built. */
export async function resolveOpa(): Promise<string> {
  const tool = new URL('../../../tools/get-opa/get-opa.mjs', import.meta.url);
  const { getOpa } = (await import(tool.href)) as { readonly getOpa: () => Promise<string> };
  return getOpa();
}
