import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { send } from '../../decision-api/test/client.js';
import { startDeployment } from '../../decision-api/test/processes.js';

it('shows from a process of its own what a decision point wrote in another', async () => {
  const deployment = await startDeployment();
  try {
    const [api, control] = [await deployment.startApi(), await deployment.startControlPlane()];
    const headers = { authorization: `Bearer ${await deployment.person('carol', ['auditor'])}` };
    const query = async (text: string) =>
      (await send(control.url, { path: '/graphql', body: JSON.stringify({ query: text }), headers })).body as { data?: unknown };
    for (let attempt = 0; attempt < 200 && ((await query('{ policy { hash } }')).data ?? null) === null; attempt += 1) await sleep(100);
    expect(await query('{ policy { id } }')).toEqual({ data: { policy: { id: 'baseline' } } });
    // An enforcement point was enrolled, and the decision point has begun the tenant's policy: the control session is evidence like any other.
    expect(await query('{ sessions { nodes { id receipts } } }')).toEqual({
      data: { sessions: { nodes: [{ id: 'ses_policy_acme', receipts: 3 }] } },
    });
    const body = JSON.stringify({ host_session_id: 'h', user_request: { text: 'x' }, identity: deployment.identity });
    expect((await send(api.url, { path: '/v1/sessions', body, headers: deployment.headers })).status).toBe(201);
    expect(await query('{ sessions(first: 1) { nodes { principal receipts } } }')).toEqual({
      data: { sessions: { nodes: [{ principal: 'alice', receipts: 1 }] } },
    });
    const stored = await query('{ policyVersions { nodes { state policyId } } policyTransitions { nodes { event by } } }');
    expect(stored).toMatchObject({ data: { policyVersions: { nodes: [{ state: 'active', policyId: 'baseline' }] } } });
  } finally {
    await deployment.close();
  }
}, 120_000);
