import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { send } from './client.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

let service: TestService;
beforeAll(async () => {
  const keys = { freshS: 0.2, lastGoodS: 1.5, cooldownS: 0.2, retryS: 0.2 };
  service = await startService({}, undefined, undefined, undefined, () => ({ keys }));
}, 60_000);
afterAll(async () => service.close(), 60_000);

const post = async (path: string, body: unknown) =>
  (await send(service.api.restUrl, { path, body: JSON.stringify(body), headers: service.pep })).body;

it('AARM-118: decides on fresh evidence while the identity provider is cut off, then denies, and goes on once it is back', async () => {
  const identity = { human: await service.issuer.delegated('alice'), agent: await service.issuer.agent('coder', 'laptop') };
  const opening = { host_session_id: 'away', user_request: { text: 'read' }, identity };
  const { session_id } = await post('/v1/sessions', opening);
  const decide = async (): Promise<Decision> =>
    (await post('/v1/decisions', {
      session_id,
      identity,
      action: { tool: 'files', operation: 'read', parameters: {} },
    })) as unknown as Decision;
  expect(await decide()).toMatchObject({ result: 'ALLOW' });
  await service.issuer.cutOff();
  await pause(400);
  expect(await decide()).toMatchObject({ result: 'ALLOW' });
  await pause(1300);
  const denied = await decide();
  expect(denied).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
  expect((await service.store.receiptsOfDecision('acme', denied.decision_id)).length).toBeGreaterThan(0);
  await service.issuer.comeBack();
  await pause(300);
  expect(await decide()).toMatchObject({ result: 'ALLOW' });
}, 30_000);
