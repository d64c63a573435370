import type { Decision } from '@writ/aarm';
import type { PersonClient } from '../local/local-service.js';
import { waitingApprovals } from '../local/waiting-approvals.js';
import { findSessionId } from './sessions.js';

const LOOK_EVERY_MS = 100;

/** Who answers, and who may look up which session of Writ a session of the host is. */
export interface Approver {
  readonly person: PersonClient;
  readonly auditor: PersonClient;
}

/**
 * Approves what waits in this session as another person than the one who asked for it. The call that waits is the clock: once
 * it has ended there is nothing left to approve. Returns the decision that came of the answer, or null where nothing waited.
 */
export const approveWhileOpen = async (
  call: Promise<unknown>,
  hostSessionId: string,
  { person, auditor }: Approver,
): Promise<Decision | null> => {
  const state = { ended: false };
  const end = (): void => {
    state.ended = true;
  };
  void call.then(end, end);
  while (!state.ended) {
    const sessionId = await findSessionId(auditor, hostSessionId);
    const request = (await waitingApprovals(person)).find(({ decision }) => decision.session_id === sessionId);
    if (request !== undefined) {
      const answer = { answer: 'approve', action_digest: request.action_digest, comment: 'the user asked for it' };
      return (await person.post(`/v1/approvals/${encodeURIComponent(request.decision.decision_id)}`, answer)) as Decision;
    }
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
  }
  return null;
};
