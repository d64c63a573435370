import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const PROGRAM = fileURLToPath(new URL('../bin/writ.mjs', import.meta.url));
/** Compiled by `tsc -b`: what the host runs, but for the bundling. */
export const HOOK = fileURLToPath(new URL('../dist/hook/entry.js', import.meta.url));

/** Runs a Node program to its end. */
export const runNode = (
  program: string,
  args: readonly string[],
  stdin: string | Buffer = '',
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Run> => collect(spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env }), stdin);

/** Runs a command line as a host does, with more in its environment. */
export const runShell = (command: string, stdin: string, env: Readonly<Record<string, string>>): Promise<Run> =>
  collect(spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } }), stdin);

const collect = (child: ChildProcessWithoutNullStreams, stdin: string | Buffer): Promise<Run> =>
  new Promise((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
