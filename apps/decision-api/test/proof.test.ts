import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { createPep } from '@writ/pep';
import type { Pep } from '@writ/pep';
import { verifyReceipt, verifySession } from '@writ/receipt';
import type { ReceiptPayload, SessionExport } from '@writ/receipt';
import { send } from './client.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

let service: TestService;
let pep: Pep;
let sessionId: string;
const identity = async () => ({ human: await service.issuer.delegated('alice'), agent: await service.issuer.agent('coder', 'laptop') });
const connect = async (): Promise<Pep> => {
  const credential = service.pep.authorization.replace('Bearer ', '');
  return createPep({ url: service.api.restUrl, credential, keys: await service.signer.keys(), identity, deadlineMs: 30_000 });
};
beforeAll(async () => {
  service = await startService();
  pep = await connect();
  const user = { hostSessionId: randomUUID(), agentType: 'coder', userRequest: { text: 'read the files' } };
  ({ sessionId } = await pep.openSession(user));
});
afterAll(() => service.close());

const nonce = 'n'.repeat(43);
const asked = async (tool: string) => {
  const request = {
    sessionId,
    action: { tool, operation: 'run', parameters: { n: 1 }, call_id: randomUUID() },
    idempotencyKey: randomUUID(),
  };
  return { request, ruling: await pep.decide(request) };
};
const bodyOf = async (action: object) => ({ session_id: sessionId, action, nonce, identity: await identity() });
const post = async (path: string, body: object, headers: Readonly<Record<string, string>>) =>
  (await send(service.api.restUrl, { path, body: JSON.stringify(body), headers })).body as unknown as Decision;
const approve = async (decisionId: string): Promise<void> => {
  const person = { authorization: `Bearer ${await service.issuer.person('bob', ['approver'])}` };
  const { approvals } = (await send(service.api.restUrl, { path: '/v1/approvals', headers: person })).body as unknown as {
    readonly approvals: readonly { readonly decision: Decision; readonly action_digest: string }[];
  };
  const digest = approvals.find(({ decision }) => decision.decision_id === decisionId)?.action_digest;
  await post(`/v1/approvals/${decisionId}`, { answer: 'approve', action_digest: digest }, person);
};

describe('an answer that lets an action run', () => {
  it('proves itself to the enforcement point that asked, again when it asks again', async () => {
    const { request, ruling } = await asked('files');
    expect(ruling).toMatchObject({ kind: 'run' });
    expect(await pep.decide(request)).toEqual(ruling);
  });

  it('proves itself when it was approved and is used, and once', async () => {
    const { request, ruling } = await asked('pay');
    if (ruling.kind !== 'hold') throw new Error(ruling.kind);
    const { decision } = ruling;
    await approve(decision.decision_id);
    const used = await pep.hold({ ...request, decision });
    expect(used).toMatchObject({ kind: 'run', decision: { decision_id: decision.decision_id, initial_result: 'STEP_UP' } });
    const again = await pep.hold({ ...request, decision, idempotencyKey: 'another' });
    expect(again).toMatchObject({ kind: 'refuse', problem: 'already_redeemed' });
  });

  it('has a receipt that repeats the question over both protocols, and none where nobody asked for it', async () => {
    const action = { tool: 'files', operation: 'read', parameters: { path: '/a' }, call_id: 'call_9' };
    const rest = await post('/v1/decisions', await bodyOf(action), service.pep);
    const { parameters, ...named } = action;
    const message = { ...(await bodyOf(action)), action: { ...named, parameters_json: JSON.stringify(parameters) } };
    const grpc = (await service.grpc.call('Decide', message, service.pep)).answer as unknown as Decision;
    for (const { proof, decision_id } of [rest, grpc]) {
      const { action_nonce: _, ...receipt } = proof as NonNullable<typeof proof>;
      expect(verifyReceipt({ ...receipt, disclosures: [] }, { keys: await service.signer.keys() })).toMatchObject({ verdict: 'valid' });
      expect(JSON.parse(receipt.payload) as ReceiptPayload).toMatchObject({
        decision: { decision_id, result: 'ALLOW' },
        request: { pep_id: 'pep1', call_id: 'call_9', nonce },
      });
    }
    const { nonce: __, ...without } = await bodyOf(action);
    expect(await post('/v1/decisions', without, service.pep)).not.toHaveProperty('proof');
  });

  it('has none where it denies or waits', async () => {
    for (const tool of ['shell', 'pay_soon'])
      expect(await post('/v1/decisions', await bodyOf({ tool, operation: 'run', parameters: {} }), service.pep)).not.toHaveProperty(
        'proof',
      );
  });

  it('leaves a session whose receipts verify offline, the use among them', async () => {
    const path = `/v1/sessions/${sessionId}/receipts`;
    const person = { authorization: `Bearer ${await service.issuer.person('carol', ['auditor'])}` };
    const session = (await send(service.api.restUrl, { path, headers: person })).body as unknown as SessionExport;
    expect(verifySession(session, { keys: await service.signer.keys() })).toMatchObject({ verdict: 'valid' });
    const kinds = session.receipts.map(({ payload }) => (JSON.parse(payload) as ReceiptPayload).kind);
    expect(kinds.filter((kind) => kind === 'redemption')).toHaveLength(1);
  });
});
