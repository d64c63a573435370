// Drives the measured Writ from outside: starts it, opens sessions, makes ready requests.
import { spawn } from 'node:child_process';
import { httpPost } from './processes.mjs';

/** Starts Writ with a pack of `rules` rules in `folder`. */
export async function startWrit({ folder, rules }) {
  const child = spawn(process.execPath, [new URL('./writ-server.mjs', import.meta.url).pathname, JSON.stringify({ folder, rules })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(JSON.parse(out.slice(0, out.indexOf('\n'))));
    });
    child.on('close', (code) => reject(new Error(`writ ended with \`${code}\` before it served`)));
  });
  const headers = { authorization: `Bearer ${ready.credential}` };
  const identity = { human: ready.human, agent: ready.agent };
  const base = `http://127.0.0.1:${ready.restPort}`;
  return {
    pid: child.pid,
    port: ready.restPort,
    expect: '"result":"ALLOW"',
    async openSession(name) {
      const answer = await fetch(`${base}/v1/sessions`, {
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
    },
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
      return httpPost({ port: ready.restPort, path: '/v1/decisions', headers, body });
    },
    stop: () =>
      new Promise((resolve) => {
        child.on('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}
