import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@writ/aarm';
import { boundedMap } from './bounded-map.js';
import type { PepCaller } from '@writ/aarm';
import type { EnrolledPep } from './enrolled-pep.js';
import type { KnownRevocations } from './still-valid.js';

/** How long an enrolment is believed before it is read again, where nobody hears of its being revoked. */
export const BELIEVED_MS = 2000;
const REMEMBERED = 10_000;
const CREDENTIAL = /^writ_pep\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{16,256})$/u;

/** Reads an enrolment; null where there is none. */
export type PepLookup = (tenantId: string, pepId: string) => Promise<EnrolledPep | null>;

/** What the store holds of a credential's secret. */
export const secretHash = (secret: string): string => `sha256:${createHash('sha256').update(secret).digest('hex')}`;

/** Recognises `writ_pep.<tenant>.<pep_id>.<secret>`; every refusal has the same words, so that it tells nothing. */
export function createPepCredentials(
  peps: PepLookup,
  revocations: Pick<KnownRevocations, 'heard'>,
): (credential: string) => Promise<PepCaller> {
  const known = boundedMap<{ readonly caller: PepCaller; readonly until: number; readonly heard: number }>(REMEMBERED);
  return async (credential) => {
    const hit = known.get(credential);
    // Taken before the enrolment is read: what comes meanwhile has it read again.
    const heard = revocations.heard();
    if (hit !== undefined && hit.until > Date.now() && hit.heard === heard) return hit.caller;
    known.delete(credential);
    const [, tenantId, pepId, secret] = CREDENTIAL.exec(credential) ?? [];
    if (tenantId === undefined || pepId === undefined || secret === undefined) throw refused();
    const pep = await peps(tenantId, pepId).catch(unknowable);
    // The comparison runs also for an unknown PEP, so that its time does not tell whether one exists.
    const matches = sameText(secretHash(secret), pep?.secret_hash ?? secretHash(''));
    if (!pep || !matches || pep.revoked_at !== null || pep.tenant_id !== tenantId || pep.pep_id !== pepId) throw refused();
    const { agent_id, agent_instance, host } = pep;
    const caller: PepCaller = { kind: 'pep', tenant_id: tenantId, pep_id: pepId, agent_id, agent_instance, host };
    known.set(credential, { caller, until: Date.now() + BELIEVED_MS, heard });
    return caller;
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const refused = (): ProblemError =>
  new ProblemError('unauthenticated', { detail: 'the credential is not that of an enrolled enforcement point', field: 'authorization' });

/** A database that is away says nothing of the credential: its holder may try again. */
function unknowable(cause: unknown): never {
  throw new ProblemError('not_ready', { detail: 'the credential cannot be checked right now: try again' }, { cause });
}
