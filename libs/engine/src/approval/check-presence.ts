import { ProblemError } from '@writ/aarm';
import type { ApprovalAnswer, PersonCaller } from '@writ/aarm';
import { presenceChallenge } from '@writ/receipt';
import { approvalStatementDigest } from './approval-statement.js';
import type { ApprovalStatement } from './approval-statement.js';
import type { Authority } from '../authority/authority.js';
import type { Proven } from '../authority/passkeys.js';
import { presenceUnavailable } from '../authority/presence.js';
import type { PasskeyUse } from '../journal/ports.js';
import { append } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type CheckPresenceServices = Pick<Authority, 'passkeys'>;

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
export async function checkPresence(
  services: CheckPresenceServices,
  caller: PersonCaller,
  { asked, answer, statement }: Demand,
): Promise<Proven | null> {
  const { presence } = answer;
  if (answer.answer === 'deny' || (presence === undefined && !asked)) return null;
  if (services.passkeys.place === null) throw presenceUnavailable();
  if (presence === undefined) throw required(caller);
  const challenge = presenceChallenge(approvalStatementDigest(statement));
  return services.passkeys.prove({ tenant_id: caller.tenant_id, person: caller.id, challenge, presence });
}

const required = ({ via }: PersonCaller): ProblemError =>
  new ProblemError('presence_required', {
    detail:
      via === undefined
        ? 'the policy of this tenant asks every approver to be there: sign the answer with a passkey in the console'
        : `the policy of this tenant asks every approver to be there, which \`${via}\` cannot prove: answer in the console`,
    field: 'presence',
  });

/** Moves the counter of the passkey in the commit of what was signed with it. */
export const withPasskeyUse = <T>(result: StepResult<T>, use: PasskeyUse): StepResult<T> =>
  result.kind === 'append' ? append({ ...result.prepared, presence: use }) : result;
