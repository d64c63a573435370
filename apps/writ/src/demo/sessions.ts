import type { SessionSummary } from '@writ/engine';
import type { SessionExport } from '@writ/receipt';
import type { PersonClient } from '../local/local-service.js';

/** The session that the hook opened for a session of its host, or null. */
export const findSessionId = async (auditor: PersonClient, hostSessionId: string): Promise<string | null> => {
  const { sessions } = (await auditor.get('/v1/sessions?limit=100')) as { readonly sessions: readonly SessionSummary[] };
  return sessions.find((candidate) => candidate.host_session_id === hostSessionId)?.session_id ?? null;
};

/** Its evidence, or null where the hook opened no session. */
export const exportSession = async (auditor: PersonClient, hostSessionId: string): Promise<SessionExport | null> => {
  const id = await findSessionId(auditor, hostSessionId);
  return id === null ? null : ((await auditor.get(`/v1/sessions/${id}/receipts`)) as SessionExport);
};
