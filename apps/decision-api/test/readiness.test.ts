import { afterAll, expect, it } from '@jest/globals';
import { startPostgres } from '@writ/store';
import { send } from './client.js';
import { startService } from './service.js';

/** What was started, the last first: also ended where the story below ends early. */
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

it('is lost with the database and found again without a restart', async () => {
  const service = await startService();
  closers.push(() => service.close());
  const ready = async () => (await send(service.api.restUrl, { path: '/readyz' })).status;
  const identity = { human: await service.issuer.delegated('alice'), agent: await service.issuer.agent('coder', 'laptop') };
  const open = (id: string) =>
    send(service.api.restUrl, {
      path: '/v1/sessions',
      body: JSON.stringify({ host_session_id: id, user_request: { text: 'x' }, identity }),
      headers: service.pep,
    });
  expect(await ready()).toBe(200);
  expect((await open('before')).status).toBe(201);
  const { port } = new URL(service.postgres.url);
  await service.postgres.stop();
  // Those who ask at once, or within half a second, share an answer.
  for (let attempt = 0; attempt < 20 && (await ready()) !== 503; attempt++) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await ready()).toBe(503);
  expect((await open('during')).body).toMatchObject({ status: 503, code: 'not_ready' });
  const again = await startPostgres({ dataDir: service.dataDir, port: Number(port) });
  closers.unshift(() => again.stop());
  for (let attempt = 0; attempt < 50 && (await ready()) !== 200; attempt++) await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await ready()).toBe(200);
  expect((await open('after')).status).toBe(201);
}, 60_000);
