import { ProblemError } from '@writ/aarm';
import type { ApprovalAnswer, PersonCaller, PolicyTerms } from '@writ/aarm';
import { presenceChallenge } from '@writ/receipt';
import { approvalStatementDigest } from '../approval-statement.js';
import type { ApprovalStatement } from '../approval-statement.js';
import type { Core } from '../core.js';
import type { Policies } from '../policies/ports.js';
import type { PasskeyUse } from '../ports.js';
import { append } from '../step.js';
import type { StepResult } from '../step.js';
import type { Proven } from './passkeys.js';

/** Whether a yes to a decision takes a passkey: where the policy that it was made on asks for one, or that of now. */
export type AsksPresence = (
  tenantId: string,
  policyHash: string,
  /** What to take for true where the policy that it was made on cannot be asked; that it asks for none where left out. */
  options?: { readonly unknown: boolean },
) => Promise<boolean>;

/** Policies of which it is remembered what they ask for: what a hash stands for never changes. */
const MOST_REMEMBERED = 1000;

export function presenceDemand(policies: Pick<Policies, 'active' | 'pinned'>): AsksPresence {
  const known = new Map<string, boolean>();
  const learn = (tenantId: string, { hash, presence }: PolicyTerms): boolean => {
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(`${tenantId} ${hash}`, presence === 'required');
    return presence === 'required';
  };
  return async (tenantId, policyHash, { unknown } = { unknown: false }) => {
    if (learn(tenantId, policies.active(tenantId).terms)) return true;
    const remembered = known.get(`${tenantId} ${policyHash}`);
    if (remembered !== undefined) return remembered;
    const pinned = await policies.pinned(tenantId, policyHash);
    return pinned === null ? unknown : learn(tenantId, pinned.terms);
  };
}

/** What an answer is held against. */
export interface Demand {
  readonly asked: boolean;
  readonly answer: ApprovalAnswer;
  readonly statement: ApprovalStatement;
}

/**
 * The proof that the person was there and meant exactly this statement; null where none is asked for and none was given. What
 * is given is checked, asked for or not. A no takes none: to refuse must never be harder.
 */
export async function presenceOf(core: Core, caller: PersonCaller, { asked, answer, statement }: Demand): Promise<Proven | null> {
  const { presence } = answer;
  if (answer.answer === 'deny' || (presence === undefined && !asked)) return null;
  if (core.passkeys.place === null) throw unavailable();
  if (presence === undefined) throw required(caller);
  const challenge = presenceChallenge(approvalStatementDigest(statement));
  return core.passkeys.prove({ tenant_id: caller.tenant_id, person: caller.id, challenge, presence });
}

const required = ({ via }: PersonCaller): ProblemError =>
  new ProblemError('presence_required', {
    detail:
      via === undefined
        ? 'the policy of this tenant asks every approver to be there: sign the answer with a passkey in the console'
        : `the policy of this tenant asks every approver to be there, which \`${via}\` cannot prove: answer in the console`,
    field: 'presence',
  });

/** There is no place where the person could prove anything: nothing is approved. */
export const unavailable = (): ProblemError =>
  new ProblemError('presence_unavailable', { detail: 'no passkey can be checked here, as no origin of the console is set' });

/** Moves the counter of the passkey in the commit of what was signed with it. */
export const withPasskeyUse = <T>(result: StepResult<T>, use: PasskeyUse): StepResult<T> =>
  result.kind === 'append' ? append({ ...result.prepared, presence: use }) : result;
