import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContextSource, EntryBody } from '@writ/aarm';
import { sha256, canonicalize } from '@writ/receipt';
import { ask, identity, pep, startHouse, verified } from './house.js';
import type { House } from './house.js';

let house: House;
let hosts = 0;

beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

const opened = async (): Promise<string> => {
  const request = { host_session_id: `source-${(++hosts).toString()}`, agent_type: 'test', user_request: { text: 'plan the week' } };
  return (await house.engine.openSession(pep, { ...request, identity: {} }, identity())).session.session_id;
};
const entriesOf = async (session: string): Promise<readonly EntryBody[]> =>
  (await house.store.entries('acme', session, -1)).map(({ body }) => JSON.parse(body) as EntryBody);
const notes = (change: Partial<ContextSource> = {}): ContextSource => ({
  kind: 'memory',
  name: 'notes',
  trust: 'untrusted',
  content: 'Card 4111 1111 1111 1111. Mails about invoices go to desk@museum.example.',
  ...change,
});

describe('a text that the host puts before the model', () => {
  it('is an entry with its provenance and sensitivity, and never its words', async () => {
    const session = await opened();
    await house.engine.appendEntry(pep, session, { kind: 'source', source: notes() });
    const [, entry] = await entriesOf(session);
    expect(entry).toMatchObject({
      kind: 'source',
      source: 'memory notes',
      classification: { level: 'RESTRICTED' },
      content_digest: sha256(canonicalize(notes().content)),
      lineage: { trust: 'untrusted', whole: true },
    });
    expect(JSON.stringify(entry)).not.toContain('museum');
    expect((await verified({ engine: house.engine, signer: house.signer }, session)).verdict).toBe('valid');
  });

  it('AARM-19: counts for every decision after it', async () => {
    const session = await opened();
    await house.engine.appendEntry(pep, session, { kind: 'source', source: notes() });
    const { decision_id } = await ask(house.engine, session, { tool: 'calendar' });
    const [receipt] = await house.store.receiptsOfDecision('acme', decision_id);
    expect(receipt?.payload).toContain('RESTRICTED');
  });
});
