import { describeRevocation } from '@writ/aarm';
import type { RequesterContext } from '@writ/aarm';
import type { Snapshot } from '../journal/sessions.js';
import type { Revocations } from './revocations.js';
import { findStop } from './stops.js';
import type { Stops } from './stops.js';

/** Why whoever asked has no authority any more: an operator stopped them, or an issuer took back what proved who they are; null where neither. */
export function findEnd(
  { stops, revocations }: { readonly stops: Pick<Stops, 'find'>; readonly revocations: Pick<Revocations, 'findFor'> },
  snapshot: Snapshot,
  requester: RequesterContext,
): string | null {
  const stop = findStop({ stops }, snapshot, requester);
  if (stop !== null) return stop;
  const revoked = revocations.findFor(snapshot.session.tenant_id, requester);
  return revoked === null ? null : describeRevocation(revoked);
}
