import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDevelopmentIssuer } from '../src/issuer/issuer.js';
import type { DevelopmentIssuer, IssuerOptions } from '../src/issuer/issuer.js';
import { memoryFiles } from '../src/local/vault.js';
import { PROGRAM, runNode } from './run-program.js';

/** Starts `writ up --demonstration` on a data folder and free ports; resolves once it is ready. */
export const startDemonstration = async (
  data: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly close: () => Promise<void> }> => {
  const child = spawn(process.execPath, [PROGRAM, 'up', '--demonstration', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  await ready(child);
  return {
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('ready')) resolve();
    });
    child.once('close', () => {
      reject(new Error(`it ended before it was ready: ${text}`));
    });
  });

/** Connects a project's agent to it, with these servers of MCP; the command line that the host runs at an event. */
export const connectAgent = async (options: {
  readonly data: string;
  readonly project: string;
  readonly mcp: readonly string[];
}): Promise<string> => {
  const { data, project, mcp } = options;
  mkdirSync(project, { recursive: true });
  const servers = mcp.flatMap((pair) => ['--mcp', pair]);
  const run = await runNode(PROGRAM, ['connect', 'claude-code', '--yes', '--project', project, '--data', data, ...servers]);
  if (run.code !== 0) throw new Error(`it was not connected: ${run.stderr}`);
  const { hooks } = JSON.parse(readFileSync(join(project, '.claude', 'settings.json'), 'utf8')) as {
    readonly hooks: { readonly PreToolUse: readonly [{ readonly hooks: readonly [{ readonly command: string }] }] };
  };
  return hooks.PreToolUse[0].hooks[0].command;
};

/** The issuer of a demonstration by itself, in memory. */
export const startIssuerAlone = (over: Partial<Pick<IssuerOptions, 'peps'>> = {}): Promise<DevelopmentIssuer> =>
  startDevelopmentIssuer({
    realm: 'demonstration',
    files: memoryFiles(),
    port: 0,
    tenant: 'default',
    audience: 'writ',
    ownerName: '',
    consoles: [],
    lock: () => Promise.resolve(),
    forget: () => undefined,
    record: () => Promise.resolve(),
    note: () => undefined,
    peps: { enrol: () => Promise.resolve(), revoke: () => Promise.resolve(true) },
    ...over,
  });
