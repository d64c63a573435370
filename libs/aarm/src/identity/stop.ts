import { z } from 'zod';
import { nameSchema } from '../json.js';
import { mayBeSamePerson } from './person-id.js';

/** What a kill switch stops, widest first. */
export const STOP_KINDS = ['tenant', 'principal', 'agent', 'agent_instance', 'session'] as const;

/** `POST /v1/stops`: an operator withdraws authority until it is given back. */
export const StopRequestSchema = z.strictObject({
  kind: z.enum(STOP_KINDS),
  /** Of the principal, agent, agent instance or session; of a tenant, its own. */
  id: nameSchema(256),
  reason: nameSchema(512),
});
export type StopRequest = z.infer<typeof StopRequestSchema>;

/** A stop, and who lifted it. */
export interface StopRecord extends StopRequest {
  readonly tenant_id: string;
  readonly stop_id: string;
  readonly by: string;
  readonly at: string;
  readonly lifted_at: string | null;
  readonly lifted_by: string | null;
}

/** Whose authority is asked about. */
export interface StopSubject {
  readonly tenant_id: string;
  readonly session_id: string;
  readonly principal: string;
  readonly agent_instance: string;
  /** Null where no agent is known. */
  readonly agent_id: string | null;
}

/**
 * The stop that holds for a subject, or null. What is lifted holds for nobody. INVARIANT: a person who was stopped stays so at whichever
 * issuer they sign in, and whatever issuers the tenant has by now.
 */
export function stopFor(stops: readonly StopRecord[], subject: StopSubject): StopRecord | null {
  const ids: Readonly<Record<StopRequest['kind'], string | null>> = {
    tenant: subject.tenant_id,
    principal: subject.principal,
    agent: subject.agent_id,
    agent_instance: subject.agent_instance,
    session: subject.session_id,
  };
  const isAbout = ({ kind, id }: StopRecord): boolean =>
    ids[kind] === id || (kind === 'principal' && mayBeSamePerson(subject.principal, id));
  return stops.find((stop) => stop.lifted_at === null && stop.tenant_id === subject.tenant_id && isAbout(stop)) ?? null;
}
