import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository, wherever it was cloned to. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program to its end; what it said is shown only when it fails.
 *
 * @param {{ program: string, args: readonly string[], signal?: AbortSignal }} command
 * @returns {Promise<void>}
 */
export function runQuietly({ program, args, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], signal });
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => reject(signal?.aborted ? new Error('stopped') : error));
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`\`${program} ${args.join(' ')}\` ended with ${code ?? killedBy}\n${Buffer.concat(said).toString().slice(-20_000)}`),
        );
    });
  });
}
