import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SESSION_EXPORT_FORMAT, verifySession } from '@writ/receipt';
import type { ReceiptPayload } from '@writ/receipt';
import { startDeployment } from './processes.js';
import type { ApiProcess, Deployment } from './processes.js';

/** How often the service is killed; `npm run crash` does it 50 times. */
const KILLS = Number(process.env['KILLS'] ?? 4);
const CLIENTS = 24;
const SESSIONS = 8;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
}, 120_000);
afterAll(async () => {
  await deployment.close();
}, 60_000);

interface Decided {
  readonly decision_id: string;
  readonly result: string;
  readonly receipt: { readonly receipt_id: string };
}
interface Asked {
  readonly key: string;
  readonly session: string;
  /** Null while nobody knows what became of it. */
  answer: Decided | null;
}

async function post(
  url: string,
  path: string,
  { body, key }: { readonly body: unknown; readonly key?: string },
): Promise<Record<string, unknown> | null> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...deployment.headers, ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    return answer.ok ? ((await answer.json()) as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const openSession = async (url: string, name: string): Promise<string> => {
  const opened = await post(url, '/v1/sessions', {
    body: { host_session_id: name, user_request: { text: 'list the files' }, identity: deployment.identity },
  });
  return String(opened?.['session_id']);
};

const ask = async (url: string, asked: Asked): Promise<void> => {
  const action = { tool: 'shell', operation: 'execute', parameters: { command: `ls ${asked.key}` } };
  const body = { session_id: asked.session, action, identity: deployment.identity };
  asked.answer = (await post(url, '/v1/decisions', { key: asked.key, body })) as unknown as Decided | null;
};

/** Clients that keep asking until told to stop; what each asked, and what it was told, is the history. */
function load(url: string, sessions: readonly string[], history: Asked[]): () => Promise<void> {
  let stopped = false;
  const client = async (index: number): Promise<void> => {
    while (!stopped) {
      const asked: Asked = { key: `key-${history.length.toString()}`, session: sessions[index % sessions.length] ?? '', answer: null };
      history.push(asked);
      await ask(url, asked);
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(index));
  return async () => {
    stopped = true;
    await Promise.all(clients);
  };
}

const countAnswers = (history: readonly Asked[]): number => history.filter(({ answer }) => answer !== null).length;

/** Resolves once so many questions were answered. */
async function answersIn(history: readonly Asked[], count: number): Promise<void> {
  while (countAnswers(history) < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Receipts of all sessions by id, each session's chain checked on the way. */
async function verifiedReceipts(sessions: readonly string[]): Promise<ReadonlyMap<string, ReceiptPayload>> {
  const all = new Map<string, ReceiptPayload>();
  for (const session_id of sessions) {
    const receipts = await deployment.store.receipts('acme', session_id);
    const verdict = verifySession(
      { format: SESSION_EXPORT_FORMAT, tenant: 'acme', session_id, receipts, count: receipts.length },
      { keys: await deployment.keys() },
    );
    expect(verdict).toMatchObject({ verdict: 'valid' });
    const entries = await deployment.store.entries('acme', session_id, -1);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index));
    for (const { receipt_id, payload } of receipts) all.set(receipt_id, JSON.parse(payload) as ReceiptPayload);
  }
  return all;
}

it(`survives ${KILLS.toString()} kills under load: no answer without its receipt, no fork, no gap, every decision found again`, async () => {
  const history: Asked[] = [];
  const unknown: Asked[] = [];
  let api: ApiProcess = await deployment.startApi();
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, (_, i) => openSession(api.url, `crash-${i.toString()}`)));
  for (let kill = 0; kill < KILLS; kill += 1) {
    const stop = load(api.url, sessions, history);
    // Not at the same point each time: within the first batches, or in the thick of it, however fast the machine is.
    await answersIn(history, countAnswers(history) + ((kill * 7) % 40));
    await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 60));
    const gone = api.kill();
    await Promise.all([gone, stop()]);
    api = await deployment.startApi();
    // At once, as a PEP asks: an ALLOW is answered again for some minutes only, and a slow machine takes as long for all kills together.
    const lost = history.filter(({ answer }) => answer === null);
    unknown.push(...lost);
    await Promise.all(lost.map((asked) => ask(api.url, asked)));
    expect(lost.filter(({ answer }) => answer === null)).toEqual([]);
  }
  const told = history.filter(({ answer }) => answer !== null);
  expect(told.length).toBe(history.length);
  const receipts = await verifiedReceipts(sessions);
  for (const { answer } of told)
    expect(receipts.get(answer?.receipt.receipt_id ?? '')?.decision).toMatchObject({
      decision_id: answer?.decision_id,
      result: answer?.result,
    });

  for (const asked of told.slice(-50)) {
    const before = asked.answer?.decision_id;
    await ask(api.url, asked);
    expect(asked.answer?.decision_id).toBe(before);
  }
  const decided = [...(await verifiedReceipts(sessions)).values()].filter(({ kind }) => kind === 'decision');
  expect(decided.length).toBe(history.length);
  process.stdout.write(
    `kills ${KILLS.toString()}, decisions ${history.length.toString()}, unknown when killed ${unknown.length.toString()}\n`,
  );
}, 600_000);

it('keeps one session gapless and unforked under two processes and 64 clients', async () => {
  const apis = await Promise.all([deployment.startApi(), deployment.startApi()]);
  const [first, second] = apis;
  const session = await openSession(first.url, 'hot');
  const history: Asked[] = [];
  await Promise.all(
    Array.from({ length: 64 }, async (_, client) => {
      for (let turn = 0; turn < 10; turn += 1) {
        const asked: Asked = { key: `hot-${client.toString()}-${turn.toString()}`, session, answer: null };
        history.push(asked);
        await ask((client % 2 === 0 ? first : second).url, asked);
      }
    }),
  );
  expect(history.filter(({ answer }) => answer === null)).toEqual([]);
  const receipts = await verifiedReceipts([session]);
  expect([...receipts.values()].filter(({ kind }) => kind === 'decision').length).toBe(history.length);
  await Promise.all(apis.map((api) => api.kill()));
}, 300_000);
