import type { ApprovalAnswer, PersonCaller } from '@writ/aarm';
import { presenceChallenge } from '@writ/receipt';
import { approvalStatementDigest } from '../approval-statement.js';
import { decisionOf } from '../core.js';
import type { Core } from '../core.js';
import { notPending, readAnswer, waitingOf } from '../read-answer.js';
import { unavailable } from './demand.js';
import type { Ceremony } from './passkeys.js';

/** What a passkey must sign for exactly this answer to count. Nothing is recorded, and nobody is told more than an answer tells. */
export async function beginApproval(
  core: Core,
  caller: PersonCaller,
  { decisionId, answer }: { readonly decisionId: string; readonly answer: ApprovalAnswer },
): Promise<Ceremony> {
  const { place } = core.passkeys;
  if (place === null) throw unavailable();
  const record = await decisionOf(core, caller, decisionId);
  const snapshot = await core.sessions.reload(caller.tenant_id, record.session_id);
  if (snapshot === null) throw notPending(decisionId);
  const waiting = waitingOf(record, { snapshot, now: await core.clock.now() });
  const { statement } = await readAnswer(core, caller, { answer, waiting });
  const own = await core.passkeys.list(caller);
  const credentials = own.filter(({ removed_at }) => removed_at === null).map(({ credential_id }) => credential_id);
  return { ...place, challenge: presenceChallenge(approvalStatementDigest(statement)), credentials };
}
