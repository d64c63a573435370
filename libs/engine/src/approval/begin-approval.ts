import type { ApprovalAnswer, PersonCaller } from '@writ/aarm';
import { presenceChallenge } from '@writ/receipt';
import { approvalStatementDigest } from './approval-statement.js';
import { notPending, readAnswer, waitingOf } from './read-answer.js';
import type { ReadAnswerServices } from './read-answer.js';
import type { Authority } from '../authority/authority.js';
import type { Ceremony } from '../authority/passkeys.js';
import { presenceUnavailable } from '../authority/presence.js';
import { decisionOf } from '../journal/access.js';
import type { Journal } from '../journal/journal.js';

/** What this works with. */
export type BeginApprovalServices = Pick<Journal, 'clock' | 'sessions' | 'store'> & Pick<Authority, 'passkeys'> & ReadAnswerServices;

/** What a passkey must sign for exactly this answer to count. Nothing is recorded, and nobody is told more than an answer tells. */
export async function beginApproval(
  services: BeginApprovalServices,
  caller: PersonCaller,
  { decisionId, answer }: { readonly decisionId: string; readonly answer: ApprovalAnswer },
): Promise<Ceremony> {
  const { place } = services.passkeys;
  if (place === null) throw presenceUnavailable();
  const record = await decisionOf(services, caller, decisionId);
  const snapshot = await services.sessions.reload(caller.tenant_id, record.session_id);
  if (snapshot === null) throw notPending(decisionId);
  const waiting = waitingOf(record, { snapshot, now: await services.clock.now() });
  const { statement } = await readAnswer(services, caller, { answer, waiting });
  const own = await services.passkeys.list(caller);
  const credentials = own.filter(({ removed_at }) => removed_at === null).map(({ credential_id }) => credential_id);
  return { ...place, challenge: presenceChallenge(approvalStatementDigest(statement)), credentials };
}
