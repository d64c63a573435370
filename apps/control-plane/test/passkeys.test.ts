import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReceiptPayload, StoredReceipt } from '@writ/receipt';
import { sha256, verifyReceipt } from '@writ/receipt';
import { send } from '../../decision-api/test/client.js';
import { softAuthenticator } from '../../../libs/server/test/soft-authenticator.js';
import { startControl } from './control.js';
import type { Answered, TestControl } from './control.js';

const here = { origin: 'https://writ.example', rpId: 'writ.example' };
type Headers = Readonly<Record<string, string>>;
interface Ceremony {
  readonly challenge: string;
  readonly credentials: readonly string[];
}

let control: TestControl;
let identity: { readonly human: string; readonly agent: string };
let session: string;
let number = 0;

beforeAll(async () => {
  control = await startControl({ origin: here.origin, rp_id: here.rpId });
  const { issuer } = control.service;
  identity = { human: await issuer.delegated('alice', ['dev']), agent: await issuer.agent('coder', 'laptop') };
  const opened = await post('/v1/sessions', { host_session_id: 'h', user_request: { text: 'pay' }, identity });
  session = String(opened.body['session_id']);
}, 60_000);
afterAll(() => control.close(), 60_000);

const post = async (path: string, body: unknown, headers: Headers = control.service.pep) =>
  send(control.service.api.restUrl, { path, body: JSON.stringify(body), headers });

const BEGIN = 'mutation ($remove: ID) { beginPasskey(remove: $remove) { origin rpId challenge credentials } }';
const ADD = 'mutation ($input: AddPasskeyInput!) { addPasskey(input: $input) { id person label removedAt } }';
const REMOVE = 'mutation ($input: RemovePasskeyInput!) { removePasskey(input: $input) { id removedAt removedBy } }';
const BEGIN_APPROVAL =
  'mutation ($id: ID!, $input: ApprovalAnswerInput!) { beginApproval(decisionId: $id, input: $input) { challenge credentials } }';
const ANSWER = 'mutation ($id: ID!, $input: ApprovalAnswerInput!) { answerApproval(decisionId: $id, input: $input) { id result } }';
const LIST = 'query ($person: String) { passkeys(person: $person) { id person label removedAt } }';

const begin = async (headers: Headers, remove?: string): Promise<Ceremony> => {
  const { data } = await control.query(BEGIN, headers, remove === undefined ? {} : { remove });
  return data?.['beginPasskey'] as Ceremony;
};

/** Somebody with a passkey. */
async function approver(name: string): Promise<{ readonly headers: Headers; readonly device: ReturnType<typeof softAuthenticator> }> {
  const [headers, device] = [await control.as(name, 'approver'), softAuthenticator()];
  const attestation = JSON.stringify(device.create({ ...here, challenge: (await begin(headers)).challenge, counter: 0 }));
  const added = await control.query(ADD, headers, { input: { label: 'key ring', attestation } });
  expect(added.data).toMatchObject({ addPasskey: { person: name, label: 'key ring', removedAt: null } });
  return { headers, device };
}

/** A question that waits, as an approver is shown it. */
const asked = async (headers: Headers): Promise<{ readonly id: string; readonly actionDigest: string }> => {
  const action = { tool: 'pay', operation: 'run', parameters: { number: (number += 1) } };
  const id = String((await post('/v1/decisions', { session_id: session, action, identity })).body['decision_id']);
  const { data } = await control.query('{ approvals { actionDigest presenceRequired decision { id } } }', headers);
  const rows = data?.['approvals'] as { actionDigest: string; presenceRequired: boolean; decision: { id: string } }[];
  const found = rows.find(({ decision }) => decision.id === id);
  expect(found?.presenceRequired).toBe(true);
  return { id, actionDigest: found?.actionDigest ?? '' };
};
const answer = (headers: Headers, id: string, input: object): Promise<Answered> => control.query(ANSWER, headers, { id, input });

describe('where a yes takes a passkey', () => {
  it('it is asked for by GraphQL, given, and on record for whoever verifies the receipts', async () => {
    const { headers, device } = await approver('bob');
    const { id, actionDigest } = await asked(headers);
    const input = { answer: 'approve', actionDigest };
    expect((await answer(headers, id, input)).codes).toEqual(['presence_required']);
    const { data } = await control.query(BEGIN_APPROVAL, headers, { id, input });
    const { challenge, credentials } = data?.['beginApproval'] as Ceremony;
    expect(credentials).toHaveLength(1);
    const presence = JSON.stringify(device.get({ ...here, challenge }));
    for (const wrong of [
      JSON.stringify(device.get({ ...here, challenge, origin: 'https://evil.example' })),
      presence.replace(/"id":"./u, '"id":"_'),
    ])
      expect((await answer(headers, id, { ...input, presence: wrong })).codes).toEqual(['presence_refused']);
    for (const wrong of ['{', '[]', '{"id":1}'])
      expect((await answer(headers, id, { ...input, presence: wrong })).codes).toEqual(['invalid_field']);
    expect((await answer(headers, id, { ...input, presence })).data).toMatchObject({ answerApproval: { result: 'ALLOW' } });
    const path = `/v1/decisions/${id}/bundle`;
    const bundle = await send(control.service.api.restUrl, { method: 'GET', path, headers });
    const receipts = bundle.body['receipts'] as unknown as readonly StoredReceipt[];
    const keys = [...(await control.service.store.keys())];
    for (const receipt of receipts) expect(verifyReceipt(receipt, { keys }).verdict).toBe('valid');
    const [, given] = receipts.map(({ payload }) => JSON.parse(payload) as ReceiptPayload);
    expect(given?.approval?.approvals[0]?.presence?.credential_id).toBe(credentials[0]);
  });

  it('it is taken by REST and gRPC as well, and refused there without one', async () => {
    const { headers, device } = await approver('carl');
    const { grpc } = control.service;
    for (const wire of ['rest', 'grpc'] as const) {
      const { id, actionDigest } = await asked(headers);
      const body = { answer: 'approve', action_digest: actionDigest };
      const { data } = await control.query(BEGIN_APPROVAL, headers, { id, input: { answer: 'approve', actionDigest } });
      const { challenge } = data?.['beginApproval'] as Ceremony;
      const presence = device.get({ ...here, challenge, counter: wire === 'rest' ? 5 : 6 });
      if (wire === 'rest') {
        expect((await post(`/v1/approvals/${id}`, body, headers)).body).toMatchObject({ code: 'presence_required', status: 403 });
        const unsigned = { ...presence, response: { ...presence.response, signature: 'AAAA' } };
        expect((await post(`/v1/approvals/${id}`, { ...body, presence: unsigned }, headers)).body).toMatchObject({
          code: 'presence_refused',
        });
        expect((await post(`/v1/approvals/${id}`, { ...body, presence }, headers)).body).toMatchObject({ result: 'ALLOW' });
      } else {
        const message = { decision_id: id, ...body };
        expect((await grpc.call('answerApproval', message, headers)).problem).toMatchObject({ code: 'presence_required' });
        const answered = await grpc.call('answerApproval', { ...message, presence_json: JSON.stringify(presence) }, headers);
        expect(answered.answer).toMatchObject({ result: 'ALLOW' });
      }
    }
  });

  it('a no takes none, and brings none', async () => {
    const { headers, device } = await approver('dora');
    const { id, actionDigest } = await asked(headers);
    const presence = JSON.stringify(device.get({ ...here, challenge: 'AAAA' }));
    expect((await answer(headers, id, { answer: 'deny', actionDigest, presence })).codes).toEqual(['invalid_field']);
    expect((await answer(headers, id, { answer: 'deny', actionDigest })).data).toMatchObject({ answerApproval: { result: 'DENY' } });
  });
});

describe('the passkeys of a person over GraphQL', () => {
  it('are listed, added with one that stands, removed by it, and by an operator where it is lost', async () => {
    const { headers, device } = await approver('finn');
    const another = softAuthenticator();
    const { challenge, credentials } = await begin(headers);
    const attestation = JSON.stringify(another.create({ ...here, challenge, counter: 0 }));
    expect((await control.query(ADD, headers, { input: { label: 'laptop', attestation } })).codes).toEqual(['presence_required']);
    const presence = JSON.stringify(device.get({ ...here, challenge }));
    expect((await control.query(ADD, headers, { input: { label: 'laptop', attestation, presence } })).codes).toEqual([]);
    const listed = (await control.query(LIST, headers)).data?.['passkeys'] as { readonly id: string; readonly label: string }[];
    expect(listed.map(({ label }) => label)).toEqual(['laptop', 'key ring']);
    const gone = { id: credentials[0], reason: 'lost it' };
    expect((await control.query(REMOVE, headers, { input: gone })).codes).toEqual(['presence_required']);
    const signed = JSON.stringify(another.get({ ...here, challenge: (await begin(headers, credentials[0])).challenge }));
    expect((await control.query(REMOVE, headers, { input: { ...gone, presence: signed } })).data).toMatchObject({
      removePasskey: { id: credentials[0], removedBy: 'finn' },
    });
    const olga = await control.as('olga', 'operator');
    const last = { id: listed[0]?.id, person: 'finn', reason: 'the laptop was stolen' };
    expect((await control.query(REMOVE, await control.as('eve', 'approver'), { input: last })).codes).toEqual(['forbidden_caller']);
    expect((await control.query(REMOVE, olga, { input: last })).data).toMatchObject({ removePasskey: { removedBy: 'olga' } });
    expect((await control.query(REMOVE, olga, { input: last })).codes).toEqual(['passkey_not_found']);
    const seen = (await control.query(LIST, olga, { person: 'finn' })).data?.['passkeys'] as { readonly removedAt: string | null }[];
    expect(seen.every(({ removedAt }) => removedAt !== null)).toBe(true);
    expect((await control.query(LIST, await control.as('eve', 'approver'), { person: 'finn' })).codes).toEqual(['forbidden_caller']);
  });

  it('have their keys in events that an auditor checks against the signed receipts of the tenant', async () => {
    const { headers } = await approver('hal');
    const carol = await control.as('carol', 'auditor');
    const { data } = await control.query('{ policyTransitions(first: 1) { nodes { event by detail receiptId } } }', carol);
    const [event] = (data?.['policyTransitions'] as { nodes: { event: string; by: string; detail: string; receiptId: string }[] }).nodes;
    const listed = (await control.query('query ($person: String) { passkeys(person: $person) { id publicKey } }', carol, { person: 'hal' }))
      .data;
    const [passkey] = listed?.['passkeys'] as { readonly id: string; readonly publicKey: string }[];
    expect(event).toMatchObject({ event: 'add_passkey', by: 'hal' });
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({ person: 'hal', credential_id: passkey?.id, public_key: passkey?.publicKey });
    const path = `/v1/receipts/${event?.receiptId ?? ''}`;
    const { body } = await send(control.service.api.restUrl, { method: 'GET', path, headers });
    const receipt = body as unknown as StoredReceipt;
    expect(verifyReceipt(receipt, { keys: [...(await control.service.store.keys())] }).verdict).toBe('valid');
    expect((JSON.parse(receipt.payload) as ReceiptPayload).policy_event?.detail_digest).toBe(sha256(event?.detail ?? ''));
  });

  it('are nobody else’s: a person of another tenant finds nothing of them', async () => {
    const eve = { authorization: `Bearer ${await control.elsewhere.person('bob', ['operator'])}` };
    expect((await control.query(LIST, eve, { person: 'bob' })).data).toEqual({ passkeys: [] });
    expect((await control.query(LIST, eve)).data).toEqual({ passkeys: [] });
  });

  it('are refused in words that name the field', async () => {
    const headers = await control.as('gus', 'approver');
    for (const input of [
      { label: 'x', attestation: '{' },
      { label: 'x', attestation: '{}' },
      { label: '', attestation: JSON.stringify(softAuthenticator().create({ ...here, challenge: 'AAAA' })) },
    ])
      expect((await control.query(ADD, headers, { input })).codes).toEqual(['invalid_field']);
  });
});
