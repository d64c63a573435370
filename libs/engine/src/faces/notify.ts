import type { Caller, Decision } from '@writ/aarm';
import { ENDED, reconsider } from '../deferral/reconsider.js';
import type { Arrival, ReconsiderServices } from '../deferral/reconsider.js';

/** Makes known that a decision changed: to who waits for it in this process, and to deferrals that need its output. */
export async function notifyChange(services: ReconsiderServices, caller: Caller, decision: Decision): Promise<Decision> {
  services.changed.emit(decision.decision_id);
  // Whoever needs its output is denied with it, or decided again once it has one.
  if (decision.pending === null) await reconsiderQuietly(services, { ...caller, session_id: decision.session_id }, ENDED);
  return decision;
}

/** What was appended is durable whatever becomes of the deferrals: those that fail here are found by the sweep. */
export async function reconsiderQuietly(
  services: ReconsiderServices,
  session: { readonly tenant_id: string; readonly session_id: string },
  arrival: Arrival | null,
): Promise<void> {
  if (arrival !== null) await reconsider(services, session, arrival).catch(() => undefined);
}
