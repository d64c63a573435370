// Drives the measured Writ from outside: starts it, opens sessions, makes ready requests.
import { spawn } from 'node:child_process';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { PROTO_FILE } from '@writ/contract';
import { join } from 'node:path';
import { writePack } from './pack.mjs';
import { httpPost } from './processes.mjs';

/** The program, once it says where it listens; `BENCH_NODE_ARGS` is for a profiler. */
async function startServer(options) {
  const extra = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean);
  const program = new URL('./writ-server.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [...extra, program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(JSON.parse(out.slice(0, out.indexOf('\n'))));
    });
    child.on('close', (code) => reject(new Error(`writ ended with \`${code}\` before it served`)));
  });
  return { child, ready };
}

/** One call over HTTP: its answer, or an error that holds what was said instead. */
async function post({ port, headers }, path, body) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content = await answer.json();
  if (!answer.ok) throw new Error(`\`${path}\` answered ${answer.status}: ${JSON.stringify(content).slice(0, 500)}`);
  return content;
}

const opening = (name, identity) => ({
  host_session_id: name,
  agent_type: 'bench',
  user_request: { text: 'update the records of the test account' },
  identity,
});

const action = (connection) => ({
  tool: `tool_${connection % 2}`,
  operation: 'run',
  parameters: { amount: 12, to: 'bob@corp.example', path: '/src/index.ts', note: 'x'.repeat(120) },
});

const { Decide } = loadPackageDefinition(loadSync(PROTO_FILE, { keepCase: true })).writ.v1.DecisionService.service;

/** Answers prove themselves, as to a PEP that is about to run the action. */
const nonce = 'n'.repeat(43);

/** What the answer over gRPC holds: `result` and `initial_result` (fields 5 and 6), both ALLOW (5). */
const ALLOWED = '28053005';

/** One decision of one action against five of the pack's rules, over gRPC and over HTTP. */
const overGrpc = ({ port, headers, identity }) => ({
  over: 'grpc',
  port,
  expect: ALLOWED,
  request(session_id, connection) {
    const { parameters, ...acted } = action(connection);
    const message = { session_id, identity, nonce, action: { ...acted, parameters_json: JSON.stringify(parameters) } };
    return { path: Decide.path, headers, message: Decide.requestSerialize(message).toString('hex') };
  },
});

const overHttp = ({ port, headers, identity }) => ({
  over: 'http',
  port,
  expect: '"result":"ALLOW"',
  request: (session_id, connection) =>
    httpPost({ port, path: '/v1/decisions', headers, body: JSON.stringify({ session_id, action: action(connection), identity, nonce }) }),
});

/** Starts Writ in `folder` with the packs named, or with one of `rules` rules that is like what Cerbos gets. */
export async function startWrit({ folder, rules, packs = [writePack({ folder: join(folder, `pack-${rules}`), rules })] }) {
  const { child, ready } = await startServer({ folder, packs });
  const headers = { authorization: `Bearer ${ready.credential}` };
  const identity = { human: ready.human, agent: ready.agent };
  const service = { port: ready.restPort, headers };
  return {
    pid: child.pid,
    headers,
    identity,
    http: overHttp({ ...service, identity }),
    grpc: overGrpc({ port: ready.grpcPort, headers, identity }),
    post: (path, body) => post(service, path, body),
    openSession: async (name) => (await post(service, '/v1/sessions', opening(name, identity))).session_id,
    stop: () =>
      new Promise((resolve) => {
        child.on('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}
