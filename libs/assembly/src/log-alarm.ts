import type { EvidenceAlarm } from '@writ/engine';
import { log } from '@writ/server';

/** Says in the log of a process which stored row does not agree with its signed evidence. */
export const logAlarm = ({ tenant_id, session_id, row, why }: EvidenceAlarm): void => {
  log('error', 'stored state does not agree with its signed evidence', { tenant: tenant_id, session: session_id, row, why });
};
