import { z } from 'zod';
import { DigestSchema, TimestampSchema } from '../json.js';
import type { TokenSubject } from './revocation.js';

const NameSchema = z.string().min(1).max(512);
const NamesSchema = z.array(NameSchema).max(256);

/** Who a claim names and what it may do, as of the action (AARM R6). */
export const PartySchema = z.strictObject({ id: NameSchema, roles: NamesSchema, scope: NamesSchema });
export type Party = z.infer<typeof PartySchema>;

/** A person, with the issuer that vouches for them and what it says of their groups; each left out where it is not known. */
export const PersonPartySchema = PartySchema.extend({ issuer: NameSchema.optional(), groups: NamesSchema.optional() });
export type PersonParty = z.infer<typeof PersonPartySchema>;

/** An agent instance; `jkt` is the RFC 7638 thumbprint of its key, or null where it holds none. */
export const AgentPartySchema = PartySchema.extend({ instance: NameSchema, jkt: NameSchema.nullable() });
export type AgentParty = z.infer<typeof AgentPartySchema>;

/** One verified hop of a delegation chain (trust model §5.2). */
export const DelegationHopSchema = z.strictObject({
  delegator: NameSchema,
  delegatee: NameSchema,
  jkt: NameSchema.nullable(),
  scope: NamesSchema,
  issued_at: TimestampSchema,
  expires_at: TimestampSchema,
  depth: z.int().min(1).max(4),
  max_depth: z.int().min(1).max(4),
  token_digest: DigestSchema,
  par_hash: NameSchema.nullable(),
  verified_by: NameSchema,
  checked_at: TimestampSchema,
});
export type DelegationHop = z.infer<typeof DelegationHopSchema>;

/** What was checked of one claim, where and when; never the token itself, only its digest (trust model §5.1). */
export const EvidenceSchema = z.strictObject({
  claim: z.enum(['human', 'service', 'agent', 'session', 'scope', 'delegation']),
  source: NameSchema,
  checked_at: TimestampSchema,
  max_age_s: z.int().min(0),
  revocation: NameSchema,
  token_digest: DigestSchema.nullable(),
});
export type Evidence = z.infer<typeof EvidenceSchema>;

/** The five identity levels of AARM R6 with the evidence for them; a level that could not be verified is null. */
export const RequesterContextSchema = z.strictObject({
  human: PersonPartySchema.nullable(),
  service: PartySchema.nullable(),
  agent: AgentPartySchema.nullable(),
  session: NameSchema,
  effective_scope: NamesSchema,
  delegation_chain: z.array(DelegationHopSchema).max(4),
  evidence: z.array(EvidenceSchema).max(16),
});
export type RequesterContext = z.infer<typeof RequesterContextSchema>;

/** The proofs of identity that a PEP forwards with an action: JWTs, each at most 16 KiB. */
export const IdentityProofSchema = z.strictObject({
  human: z.string().min(1).max(16_384).optional().describe('a JWT naming the human principal'),
  service: z.string().min(1).max(16_384).optional().describe('a JWT naming the service account; the PEP itself if left out'),
  agent: z.string().min(1).max(16_384).optional().describe('a JWT naming the agent instance'),
  agent_proof: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('a JWS by the key that the token of the agent is bound to: the instance itself asks for this, now'),
  delegation: z.array(z.string().min(1).max(16_384)).max(4).optional().describe('the hops from human to agent, root first'),
});
export type IdentityProof = z.infer<typeof IdentityProofSchema>;

/** The result of checking an {@link IdentityProof}: an identity that is not verified is a DENY with a receipt. */
export interface VerifiedIdentity {
  readonly verified: boolean;
  /** Why not, for the reason of the decision; null when verified. */
  readonly failure: string | null;
  readonly requester: RequesterContext;
  /** The proof that the instance asks itself, as its key signed it; absent where its token is bound to none. */
  readonly instance_proof?: string;
  /** The tokens that it rests on; left out where it rests on what was recorded. */
  readonly tokens?: readonly TokenSubject[];
}
