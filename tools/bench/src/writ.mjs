// Drives the measured Writ from outside: starts it, opens sessions, makes ready requests.
import { spawn } from 'node:child_process';
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

async function openSession({ port, headers, identity, name }) {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/sessions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      host_session_id: name,
      agent_type: 'bench',
      user_request: { text: 'update the records of the test account' },
      identity,
    }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`no session: ${JSON.stringify(body)}`);
  return body.session_id;
}

/** Starts Writ with a pack of `rules` rules in `folder`. */
export async function startWrit({ folder, rules }) {
  const { child, ready } = await startServer({ folder, rules });
  const headers = { authorization: `Bearer ${ready.credential}` };
  const identity = { human: ready.human, agent: ready.agent };
  const port = ready.restPort;
  return {
    pid: child.pid,
    port,
    expect: '"result":"ALLOW"',
    openSession: (name) => openSession({ port, headers, identity, name }),
    /** One decision of one action against five of the pack's rules. */
    request(sessionId, connection) {
      const body = JSON.stringify({
        session_id: sessionId,
        action: {
          tool: `tool_${connection % 2}`,
          operation: 'run',
          parameters: { amount: 12, to: 'bob@corp.example', path: '/src/index.ts', note: 'x'.repeat(120) },
        },
        identity,
      });
      return httpPost({ port, path: '/v1/decisions', headers, body });
    },
    stop: () =>
      new Promise((resolve) => {
        child.on('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}
