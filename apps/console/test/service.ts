import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../writ/bin/writ.mjs', import.meta.url));

interface Record {
  readonly rest_url: string;
  readonly graphql_url: string;
  readonly issuer_url: string;
}

/** Answers of the decision point. */
export type Body = Readonly<{ [name: string]: unknown }>;

/** What the agent wants to do. */
export interface Asked {
  readonly tool: string;
  readonly operation: string;
  readonly parameters: Body;
}

/** Everything that `writ up` runs, in a process of its own, with an agent that asks. */
export interface TestService {
  readonly console: string;
  /** Runs the command line on it; what it says and how it ends. */
  run(...args: readonly string[]): Promise<{ readonly text: string; readonly code: number | null }>;
  /** A link that signs somebody in, from the command line. */
  link(person: string): Promise<string>;
  /** Submits an action of the agent. */
  decide(action: Asked): Promise<Body>;
  /** A decision as it stands, as the agent sees it. */
  decision(id: string): Promise<Body>;
  /** Takes what was allowed. */
  redeem(id: string, action: Asked): Promise<Body>;
  close(): Promise<void>;
}

/** Starts it on free ports and a folder of its own. */
export async function startWrit(
  request: string,
  environment: Readonly<{ [name: string]: string }> = {},
  more: readonly string[] = [],
): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), 'writ-console-'));
  const data = join(folder, 'data');
  const child = spawn(process.execPath, [PROGRAM, 'up', '--demonstration', '--port', '0', '--data', data, '--json', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const record = await ready(child);
  const admin = readFileSync(join(data, 'demonstration', 'secret'), 'utf8');
  const enrolled = await post(`${record.issuer_url}/enrolments`, { host: 'claude-code', human: 'alice' }, admin);
  const tokens = await post(String(enrolled['token_url']), {
    grant_type: 'client_credentials',
    client_id: enrolled['pep_id'],
    client_secret: enrolled['refresh_secret'],
  });
  const identity = { human: tokens['human_token'], agent: tokens['agent_token'] };
  const credential = String(enrolled['credential']);
  const call = (path: string, body: unknown): Promise<Body> => post(`${record.rest_url}${path}`, body, credential);
  const opened = await call('/v1/sessions', { host_session_id: 'console', user_request: { text: request }, identity });
  return {
    console: new URL('/', record.graphql_url).href,
    run: async (...args) => ended([...args, '--data', data]),
    link: async (person) =>
      (JSON.parse(await output(['console', '--as', person, '--data', data, '--json'])) as { readonly link: string }).link,
    decide: (action) => call('/v1/decisions', { session_id: opened['session_id'], action, identity }),
    decision: async (id) => {
      const answer = await fetch(`${record.rest_url}/v1/decisions/${id}`, { headers: { authorization: `Bearer ${credential}` } });
      return (await answer.json()) as Body;
    },
    redeem: (id, action) => call(`/v1/decisions/${id}/redeem`, { session_id: opened['session_id'], action, identity }),
    close: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const ready = (child: ChildProcess): Promise<Record> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const start = text.indexOf('{');
      if (start < 0) return;
      try {
        const said = JSON.parse(text.slice(start)) as Record & { readonly ready?: boolean };
        if (said.ready === true) resolve(said);
        else reject(new Error(`\`writ up\` does not start: ${text}`));
      } catch {
        // The rest is still to come.
      }
    });
    child.once('close', () => {
      reject(new Error(`\`writ up\` ended: ${text}`));
    });
  });

const ended = (args: readonly string[]): Promise<{ readonly text: string; readonly code: number | null }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    child.once('close', (code) => {
      resolve({ text, code });
    });
  });

async function output(args: readonly string[]): Promise<string> {
  const { text, code } = await ended(args);
  if (code !== 0) throw new Error(`\`writ ${args.join(' ')}\` ended with ${String(code)}: ${text}`);
  return text.slice(text.indexOf('{'));
}

async function post(url: string, body: unknown, secret?: string): Promise<Body> {
  const headers = { 'content-type': 'application/json', ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const read = (await answer.json()) as Body;
  if (!answer.ok) throw new Error(`\`${url}\` answered ${String(answer.status)}: ${JSON.stringify(read)}`);
  return read;
}
