import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { audienceAt, findRefusal, isAddressedTo, isQuorumMet, satisfies, selectCounting } from '../src/approval/eligibility.js';
import type { ApprovalAudience } from '../src/approval/eligibility.js';
import type { ApprovalRecord } from '../src/approval/approval.js';
import type { ApprovalTerms, Decision } from '../src/decision/decision.js';
import type { DelegationHop } from '../src/identity/identity.js';

type Pending = NonNullable<Decision['pending']>;

interface Given {
  readonly name: string;
  readonly pending?: Partial<Pending> | null;
  readonly principal?: string;
  readonly delegation_chain?: readonly DelegationHop[];
  readonly approvals?: readonly { readonly approver: string; readonly self_confirmation?: boolean; readonly presence?: boolean }[];
  readonly caller?: { readonly id: string; readonly roles: readonly string[] };
  readonly presence_required?: boolean;
  readonly self_confirmation?: boolean;
  readonly stopped?: readonly string[];
  /** The code of the refusal; null where the caller may answer. */
  readonly expect?: string | null;
  readonly met?: boolean;
  readonly satisfied?: boolean;
  readonly terms?: Partial<ApprovalTerms>;
  readonly audience?: ApprovalAudience | null;
}

const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const PENDING: Pending = { kind: 'STEP_UP', deadline: '2026-01-01T13:00:00.000Z', approvers: ['approver'], quorum: 1 };

const pendingOf = ({ pending }: Given): Decision['pending'] => (pending === null ? null : { ...PENDING, ...pending });

const callerOf = ({ caller = { id: 'ada', roles: ['approver'] } }: Given) => ({ kind: 'person' as const, tenant_id: 'acme', ...caller });

const approvalsOf = ({ approvals = [] }: Given): readonly ApprovalRecord[] =>
  approvals.map(({ approver, self_confirmation = false, presence = false }) => ({
    ...{ approver, self_confirmation, method: 'token', statement_digest: '', decision: 'approve', at: '' },
    ...(presence ? { presence: {} as NonNullable<ApprovalRecord['presence']> } : {}),
  }));

const party = (id: string) => ({ id, roles: [], scope: [] });
const questionOf = (given: Given) => ({
  pending: pendingOf(given),
  principal: given.principal ?? 'eve',
  requester: {
    human: party('eve'),
    service: party('pep1'),
    agent: { ...party('coder'), instance: 'laptop', jkt: null },
    delegation_chain: [...(given.delegation_chain ?? [])],
  },
  approvals: approvalsOf(given),
});

const termsOf = ({ presence_required = false, self_confirmation = true, stopped = [] }: Given) => ({
  now: NOW,
  presence_required,
  self_confirmation,
  isStopped: (person: string) => stopped.includes(person),
});

const casesOf = (file: string): readonly (readonly [string, Given])[] =>
  (parse(readFileSync(new URL(`./eligibility/${file}`, import.meta.url), 'utf8')) as Given[]).map((each) => [each.name, each]);

describe('who may answer', () => {
  it.each(casesOf('1-who-may-answer.yaml'))('%s', (_, given) => {
    const refusal = findRefusal(callerOf(given), questionOf(given), termsOf(given));
    expect(refusal?.code ?? null).toBe(given.expect);
    // A list shows nobody a question that is not theirs; only what changed since it was asked shows when they answer.
    if (refusal === null) expect(isAddressedTo(questionOf(given), callerOf(given), NOW)).toBe(true);
    if (refusal?.code === 'approval_ineligible' && given.stopped === undefined)
      expect(isAddressedTo(questionOf(given), callerOf(given), NOW)).toBe(false);
  });
});

describe('whether it is enough', () => {
  it.each(casesOf('2-whether-it-is-enough.yaml'))('%s', (_, given) => {
    const pending = pendingOf(given);
    const approvals = selectCounting(approvalsOf(given), termsOf(given));
    if (given.met !== undefined) expect(isQuorumMet(pending, approvals)).toBe(given.met);
    if (given.satisfied === undefined) return;
    const audience = given.audience === undefined ? pending && audienceAt(pending, NOW) : given.audience;
    const terms = { approvers: ['approver'], quorum: 1, timeout_s: 60, ...given.terms };
    expect(satisfies({ audience, approvals, caller: given.caller === undefined ? null : callerOf(given) }, terms)).toBe(given.satisfied);
  });
});
