import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalAnswer, Assertion, Decision, PersonCaller } from '@writ/aarm';
import { verifyReceipt } from '@writ/receipt';
import { presenceAt } from '@writ/server';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { softAuthenticator } from '../../server/test/soft-authenticator.js';
import type { Ceremony as Gesture } from '../../server/test/soft-authenticator.js';
import { controlSessionId, createEngine, standAlone, createPolicyControl, openGrants, openPasskeys } from '../src/index.js';
import type { Engine, Evaluator, PolicyControl, PolicyStore } from '../src/index.js';
import { ada, ask, bob, open, pep, person, problem, startHouse, statement, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

const place = { origin: 'https://writ.example', rp_id: 'writ.example' };
const here = { origin: place.origin, rpId: place.rp_id };
type Device = ReturnType<typeof softAuthenticator>;

let house: House;
let strict: Evaluator;
let policies: PolicyStore;
let control: PolicyControl;
/** Where a yes takes a passkey; the policy of the house takes none. */
let engine: Engine;
const active: { evaluator?: Evaluator } = {};
/** So many times the policy of then cannot be asked. */
const away = { next: 0 };

const engineAt = (verifier: ReturnType<typeof presenceAt> | null): Engine => {
  const { store, signer, evaluator } = house;
  const both = [evaluator, strict];
  return createEngine({
    ...standAlone,
    store,
    signer,
    signals: createSignals(),
    grants: openGrants({ policies, control }),
    passkeys: openPasskeys({ store, policies, control, verifier }),
    policies: {
      active: () => active.evaluator ?? strict,
      pinned: async (_, hash) => {
        const found = away.next === 0 ? both.find(({ terms }) => terms.hash === hash) : undefined;
        away.next = Math.max(0, away.next - 1);
        return Promise.resolve(found ?? null);
      },
      shadow: () => null,
      ready: async () => Promise.resolve(),
      close: async () => Promise.resolve(),
    },
  });
};

beforeAll(async () => {
  house = await startHouse();
  strict = await startPolicy('1', 'presence: required\n');
  const { store, signer } = house;
  policies = createMemoryPolicyStore(store);
  control = createPolicyControl({ store, policies, signer });
  engine = engineAt(presenceAt(place));
});
afterAll(async () => {
  await engine.close();
  await strict.close();
  await house.close();
});

/** A person of their own with a passkey of their own. */
let people = 0;
async function withPasskey(role = 'approver'): Promise<{ readonly who: PersonCaller; readonly device: Device; readonly id: string }> {
  people += 1;
  const [who, device] = [person(`person-${people.toString()}`, role), softAuthenticator()];
  const { challenge } = await engine.beginPasskey(who);
  const { credential_id: id } = await engine.addPasskey(who, {
    label: 'phone',
    attestation: device.create({ ...here, challenge, counter: 0 }),
  });
  return { who, device, id };
}

const question = async (tool = 'pay', parameters: { readonly [name: string]: number } = { amount: 5 }): Promise<Decision> =>
  ask(engine, await open(engine), { tool, parameters });
const digestOf = async (who: PersonCaller, { decision_id }: Decision): Promise<string> =>
  (await engine.approvals(who)).find(({ decision }) => decision.decision_id === decision_id)?.action_digest ?? '';
const yes = async (who: PersonCaller, decision: Decision, more: Partial<ApprovalAnswer> = {}): Promise<ApprovalAnswer> => ({
  answer: 'approve',
  action_digest: await digestOf(who, decision),
  ...more,
});
/** What the device of a person signs for an answer. */
async function sign(
  { who, device }: { readonly who: PersonCaller; readonly device: Device },
  of: { readonly decision: Decision; readonly answer: ApprovalAnswer },
  wrong: Partial<Gesture> = {},
): Promise<Assertion> {
  const { challenge } = await engine.beginApproval(who, of.decision.decision_id, of.answer);
  return device.get({ ...here, challenge, ...wrong });
}
const settle = async (who: PersonCaller, { decision_id }: Decision, answer: ApprovalAnswer): Promise<Decision> =>
  engine.settleApproval(who, decision_id, answer);
const told = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no problem',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
/** Nothing changed: it waits as it did, with the one receipt that asked. */
async function untouched({ decision_id, session_id }: Decision): Promise<void> {
  const { decision, receipts } = await engine.bundle(pep, decision_id);
  expect({ result: decision.result, receipts: receipts.length }).toEqual({ result: 'STEP_UP', receipts: 1 });
  expect((await verified({ engine, signer: house.signer }, session_id)).verdict).toBe('valid');
}

describe('where the policy asks for presence, a yes', () => {
  it('AARM-67, AARM-72: counts when a passkey of the approver signed it, and the receipt proves so to whoever has it', async () => {
    const [someone, decision] = [await withPasskey(), await question()];
    expect((await engine.approvals(someone.who)).find((each) => each.decision.decision_id === decision.decision_id)).toMatchObject({
      presence_required: true,
    });
    const answer = await yes(someone.who, decision);
    const presence = await sign(someone, { decision, answer });
    expect(await settle(someone.who, decision, { ...answer, presence })).toMatchObject({ result: 'ALLOW' });
    const { receipts } = await engine.bundle(pep, decision.decision_id);
    const [given] = statement(receipts[1]).approval?.approvals ?? [];
    expect(given?.presence).toMatchObject({ credential_id: someone.id, client_data: presence.response.clientDataJSON });
    const challenge = Buffer.from(given?.statement_digest.slice(7) ?? '', 'hex').toString('base64url');
    expect(JSON.parse(Buffer.from(given?.presence?.client_data ?? '', 'base64url').toString())).toMatchObject({ challenge });
    expect((await verified({ engine, signer: house.signer }, decision.session_id)).verdict).toBe('valid');
    expect((await policies.passkey('acme', someone.id))?.counter).toBe(1);
  });

  it('AARM-72: is refused without one, and a no is not', async () => {
    const [{ who }, decision] = [await withPasskey(), await question()];
    const answer = await yes(who, decision);
    expect(await problem(settle(who, decision, answer))).toBe('presence_required');
    await untouched(decision);
    expect(await settle(who, decision, { ...answer, answer: 'deny' })).toMatchObject({
      result: 'DENY',
      reason: { code: 'approval_denied' },
    });
  });

  it('is refused from a channel, which proves nobody', async () => {
    const [{ who }, decision] = [await withPasskey(), await question()];
    const answer = await yes(who, decision);
    expect(await told(settle({ ...who, via: 'slack' }, decision, answer))).toMatch(/presence_required: .*`slack` cannot prove/u);
    await untouched(decision);
    expect(await settle({ ...who, via: 'slack' }, decision, { ...answer, answer: 'deny' })).toMatchObject({ result: 'DENY' });
  });

  it('is refused where there is no place to prove it', async () => {
    const [someone, decision] = [await withPasskey(), await question()];
    const placeless = engineAt(null);
    const answer = await yes(someone.who, decision);
    const presence = await sign(someone, { decision, answer });
    for (const said of [answer, { ...answer, presence }])
      expect(await problem(placeless.settleApproval(someone.who, decision.decision_id, said))).toBe('presence_unavailable');
    expect(await problem(placeless.beginApproval(someone.who, decision.decision_id, answer))).toBe('presence_unavailable');
    expect(await problem(placeless.beginPasskey(someone.who))).toBe('presence_unavailable');
    await untouched(decision);
    await placeless.close();
  });

  it('is refused from nobody else than who may answer, and before anything is said of passkeys', async () => {
    const [someone, decision] = [await withPasskey('engineer'), await question()];
    const answer: ApprovalAnswer = { answer: 'approve', action_digest: `sha256:${'0'.repeat(64)}` };
    expect(await problem(settle(someone.who, decision, answer))).toBe('approval_ineligible');
    expect(await problem(engine.beginApproval(someone.who, decision.decision_id, answer))).toBe('approval_ineligible');
    expect(await problem(engine.beginApproval({ ...someone.who, tenant_id: 'other' }, decision.decision_id, answer))).toBe(
      'decision_not_found',
    );
    expect(await problem(engine.beginApproval(ada, decision.decision_id, answer))).toBe('approval_digest_mismatch');
  });

  it.each<[string, Partial<Gesture>, RegExp]>([
    ['at another origin', { origin: 'https://writ.example.evil.example' }, /made at `https:\/\/writ.example.evil.example`/u],
    ['for another domain', { rpId: 'evil.example' }, /another domain/u],
    ['inside another site', { crossOrigin: true }, /inside another site/u],
    ['for something else', { challenge: Buffer.alloc(32, 7).toString('base64url') }, /made for something else/u],
    ['without verifying the person', { verified: false }, /did not verify the person/u],
    ['as a registration', { type: 'webauthn.create' }, /made for `webauthn.create`/u],
    ['with a counter that did not move', { counter: 4 }, /counter went back, from `4` to `4`/u],
    ['with a counter that went back', { counter: 3 }, /counter went back, from `4` to `3`/u],
    ['with a counter that fell to zero', { counter: 0 }, /counter went back, from `4` to `0`/u],
  ])('is refused when it was signed %s', async (_, wrong, why) => {
    const [someone, first, decision] = [await withPasskey(), await question(), await question()];
    const before = await yes(someone.who, first);
    await settle(someone.who, first, { ...before, presence: await sign(someone, { decision: first, answer: before }, { counter: 4 }) });
    const answer = await yes(someone.who, decision);
    const presence = await sign(someone, { decision, answer }, { counter: 5, ...wrong });
    const refusal = await told(settle(someone.who, decision, { ...answer, presence }));
    expect(refusal).toMatch(/^presence_refused: /u);
    expect(refusal).toMatch(why);
    await untouched(decision);
    expect((await policies.passkey('acme', someone.id))?.counter).toBe(4);
  });

  it('is refused by a passkey that is unknown, somebody else’s, another tenant’s, removed, or only says to be the right one', async () => {
    const [someone, other, decision] = [await withPasskey(), await withPasskey(), await question()];
    const answer = await yes(someone.who, decision);
    const told1 = async (device: Device, change: Partial<Assertion> = {}): Promise<string> => {
      const presence = { ...(await sign({ who: someone.who, device }, { decision, answer })), ...change };
      return told(settle(someone.who, decision, { ...answer, presence }));
    };
    expect(await told1(softAuthenticator())).toMatch(/presence_refused: there is no passkey/u);
    expect(await told1(other.device)).toMatch(/presence_refused: .*is a passkey of somebody else/u);
    const foreign = softAuthenticator();
    const abroad = { ...someone.who, tenant_id: 'other' };
    const { challenge } = await engine.beginPasskey(abroad);
    await engine.addPasskey(abroad, { label: 'abroad', attestation: foreign.create({ ...here, challenge }) });
    expect(await told1(foreign)).toMatch(/presence_refused: there is no passkey/u);
    expect(await told1(other.device, { id: someone.id, rawId: someone.id })).toMatch(/presence_refused: the signature/u);
    await engine.removePasskey(person('olga', 'operator'), { person: someone.who.id, credential_id: someone.id, reason: 'lost' });
    expect(await told1(someone.device)).toMatch(/presence_refused: the passkey .* was removed/u);
    await untouched(decision);
  });

  it('is good for one answer to one question: not for another, not twice, not for what was changed', async () => {
    const [someone, one, two] = [await withPasskey(), await question('wire'), await question('wire')];
    const [first, second] = [await yes(someone.who, one), await yes(someone.who, two)];
    const presence = await sign(someone, { decision: one, answer: first }, { counter: 9 });
    expect(await told(settle(someone.who, two, { ...second, presence }))).toMatch(/made for something else/u);
    const narrowed = { ...first, modifications: [{ op: 'cap' as const, path: ['amount'], value: 1 }] };
    expect(await told(settle(someone.who, one, { ...narrowed, presence }))).toMatch(/made for something else/u);
    expect((await settle(someone.who, one, { ...first, presence })).result).toBe('STEP_UP');
    expect(await problem(settle(someone.who, one, { ...first, presence }))).toBe('approval_duplicate');
    expect((await engine.bundle(pep, one.decision_id)).receipts).toHaveLength(2);
    await untouched(two);
  });

  it('names what runs where the approver narrows it', async () => {
    const [someone, decision] = [await withPasskey(), await question('pay', { amount: 50 })];
    const answer = await yes(someone.who, decision, { modifications: [{ op: 'cap', path: ['amount'], value: 20 }] });
    const settled = await settle(someone.who, decision, { ...answer, presence: await sign(someone, { decision, answer }) });
    expect(settled).toMatchObject({ result: 'MODIFY', effective_parameters: { amount: 20 } });
    expect((await verified({ engine, signer: house.signer }, decision.session_id)).verdict).toBe('valid');
  });

  it('is about the decision as it was made, where it was deferred first and the policy changed meanwhile', async () => {
    const someone = await withPasskey();
    active.evaluator = house.evaluator;
    const session = await open(engine);
    const decision = await ask(engine, session, { tool: 'vault' });
    expect(decision.result).toBe('DEFER');
    await engine.appendEntry(pep, session, { kind: 'fact', fact: { name: 'window', value: 'open', source: 'calendar', max_age_s: 60 } });
    active.evaluator = strict;
    const answer = await yes(someone.who, decision);
    const settled = await settle(someone.who, decision, { ...answer, presence: await sign(someone, { decision, answer }) });
    expect(settled).toMatchObject({ result: 'ALLOW', policy: { hash: house.evaluator.terms.hash } });
    expect((await verified({ engine, signer: house.signer }, session)).verdict).toBe('valid');
  });

  it('moves the counter once where one passkey answers two questions at once', async () => {
    const someone = await withPasskey();
    const decisions = [await question(), await question()];
    const answers = await Promise.all(
      decisions.map(async (decision) => {
        const answer = await yes(someone.who, decision);
        return { ...answer, presence: await sign(someone, { decision, answer }, { counter: 6 }) };
      }),
    );
    const ended = await Promise.all(
      decisions.map(async (decision, i) => told(settle(someone.who, decision, answers[i] as ApprovalAnswer))),
    );
    expect(ended.filter((text) => text === 'no problem')).toHaveLength(1);
    expect(ended.filter((text) => text.includes('counter went back'))).toHaveLength(1);
    expect((await policies.passkey('acme', someone.id))?.counter).toBe(6);
  });

  it('is never a standing grant’s, and no use of it is taken', async () => {
    const { who } = await withPasskey();
    const parameters = { amount: { type: 'number' as const, optional: false, restricting: false, maximum: 50 } };
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const given = { agent: 'coder', tool: 'pay', operation: 'run', parameters, expires_at, max_uses: 2, reason: 'invoices' };
    const { grant_id } = await engine.grant(who, given);
    await untouched(await question());
    expect((await engine.grants(who)).find((grant) => grant.grant_id === grant_id)?.uses).toBe(0);
    await engine.revokeGrant(who, grant_id);
  });

  it('given without a passkey, before one was asked for, does not count towards the quorum', async () => {
    active.evaluator = house.evaluator;
    const decision = await question('wire');
    const [one, two] = [await withPasskey(), await withPasskey()];
    expect((await settle(one.who, decision, await yes(one.who, decision))).result).toBe('STEP_UP');
    active.evaluator = strict;
    const second = await yes(two.who, decision);
    expect(await problem(settle(two.who, decision, second))).toBe('presence_required');
    const signed = { ...second, presence: await sign(two, { decision, answer: second }) };
    expect((await settle(two.who, decision, signed)).result).toBe('STEP_UP');
    const again = await yes(one.who, decision);
    const settled = await settle(one.who, decision, { ...again, presence: await sign(one, { decision, answer: again }) });
    expect(settled).toMatchObject({ result: 'ALLOW', resolution: { by: [two.who.id, one.who.id] } });
  });

  it('takes one where the policy that it was asked under does, whatever is active now', async () => {
    const decision = await question();
    active.evaluator = house.evaluator;
    const { who } = await withPasskey();
    expect(await problem(settle(who, decision, await yes(who, decision)))).toBe('presence_required');
    await untouched(decision);
    active.evaluator = strict;
  });

  it('does not take effect where that policy could not be asked at first', async () => {
    const decision = await question();
    const { who } = await withPasskey();
    const answer = await yes(who, decision);
    active.evaluator = house.evaluator;
    const forgetful = engineAt(presenceAt(place));
    away.next = 1;
    const settled = await forgetful.settleApproval(who, decision.decision_id, answer);
    expect(settled).toMatchObject({ result: 'DENY', reason: { message: expect.stringContaining('takes a passkey') as unknown } });
    expect((await verified({ engine, signer: house.signer }, decision.session_id)).verdict).toBe('valid');
    await forgetful.close();
    active.evaluator = strict;
  });
});

describe('where the policy does not ask for presence', () => {
  it('what is given all the same is checked, and on record', async () => {
    active.evaluator = house.evaluator;
    const [someone, decision] = [await withPasskey(), await question()];
    const answer = await yes(someone.who, decision);
    const wrong = await sign(someone, { decision, answer }, { verified: false });
    expect(await problem(settle(someone.who, decision, { ...answer, presence: wrong }))).toBe('presence_refused');
    expect((await settle(someone.who, decision, { ...answer, presence: await sign(someone, { decision, answer }) })).result).toBe('ALLOW');
    active.evaluator = strict;
  });
});

describe('the passkeys of a person', () => {
  const add = async (who: PersonCaller, device: Device, presence?: Device): Promise<unknown> => {
    const { challenge } = await engine.beginPasskey(who);
    const given = presence === undefined ? {} : { presence: presence.get({ ...here, challenge, counter: 50 }) };
    return engine.addPasskey(who, { label: 'another', attestation: device.create({ ...here, challenge }), ...given });
  };

  it('are added and removed by signed events, with the key that an auditor checks receipts by', async () => {
    const { who, id } = await withPasskey();
    const [event] = await policies.transitions('acme', { limit: 1 });
    const stored = await policies.passkey('acme', id);
    expect(event).toMatchObject({
      event: 'add_passkey',
      by: { id: who.id },
      detail: { person: who.id, credential_id: id, public_key: stored?.public_key, confirmed: null },
    });
    const { receipts } = await engine.sessionReceipts(ada, controlSessionId('acme'));
    const last = receipts.at(-1);
    expect(statement(last)).toMatchObject({ kind: 'policy_event', policy_event: { event: 'add_passkey' } });
    if (last === undefined) throw new Error('there is no receipt');
    expect(verifyReceipt(last, { keys: [...(await house.signer.keys())] }).verdict).toBe('valid');
  });

  it('beyond the first take the signature of one that stands', async () => {
    const { who, device, id } = await withPasskey();
    expect(await problem(add(who, softAuthenticator()))).toBe('presence_required');
    expect(await told(add(who, softAuthenticator(), softAuthenticator()))).toMatch(/there is no passkey/u);
    expect(await told(add(who, softAuthenticator(), (await withPasskey()).device))).toMatch(/somebody else/u);
    await add(who, softAuthenticator(), device);
    expect(await engine.passkeys(who)).toHaveLength(2);
    expect((await policies.passkey('acme', id))?.counter).toBe(50);
  });

  it('are made for what was asked just now: not for another person, nor after anything else happened', async () => {
    const { who } = await withPasskey();
    const { challenge } = await engine.beginPasskey(ada);
    const made = { label: 'x', attestation: softAuthenticator().create({ ...here, challenge }) };
    expect(await told(engine.addPasskey(bob, made))).toMatch(/made for something else/u);
    await engine.passkeys(who);
    await withPasskey();
    expect(await told(engine.addPasskey(ada, made))).toMatch(/made for something else/u);
    expect(await engine.passkeys(ada)).toEqual([]);
  });

  it('are added once, whoever has them', async () => {
    const [{ device }, who] = [await withPasskey(), person('late', 'approver')];
    expect(await told(add(who, device))).toMatch(/presence_refused: .*added before/u);
    expect(await engine.passkeys(who)).toEqual([]);
  });

  it('are removed with one of them, or by an operator, and do not come back', async () => {
    const { who, device, id } = await withPasskey();
    const gone = { credential_id: id, reason: 'sold the phone' };
    expect(await problem(engine.removePasskey(who, gone))).toBe('presence_required');
    expect(await problem(engine.removePasskey(bob, { ...gone, person: who.id }))).toBe('forbidden_caller');
    expect(await problem(engine.removePasskey(person('olga', 'operator'), { ...gone, person: 'ada' }))).toBe('passkey_not_found');
    const { challenge: adding } = await engine.beginPasskey(who);
    expect(await told(engine.removePasskey(who, { ...gone, presence: device.get({ ...here, challenge: adding }) }))).toMatch(
      /something else/u,
    );
    const { challenge } = await engine.beginPasskey(who, id);
    const presence = device.get({ ...here, challenge, counter: 3 });
    expect(await engine.removePasskey(who, { ...gone, presence })).toMatchObject({ removed_by: who.id });
    expect(await problem(engine.removePasskey(person('olga', 'operator'), { ...gone, person: who.id }))).toBe('passkey_not_found');
    expect((await engine.passkeys(who)).map(({ removed_at }) => removed_at === null)).toEqual([false]);
    expect(await told(add(who, device))).toMatch(/added before/u);
    await add(who, softAuthenticator());
    expect(await engine.passkeys(who)).toHaveLength(2);
  });

  it('are seen by the person, by operators and by auditors', async () => {
    const { who } = await withPasskey();
    for (const reader of [person('olga', 'operator'), person('max', 'auditor')])
      expect(await engine.passkeys(reader, who.id)).toHaveLength(1);
    expect(await problem(engine.passkeys(bob, who.id))).toBe('forbidden_caller');
    expect(await engine.passkeys({ ...who, tenant_id: 'other' })).toEqual([]);
  });
});
