import { z } from 'zod';
import { DigestSchema, TimestampSchema } from '../json.js';

/** Where a version of the policy stands. Its content never changes; only this does. */
export const POLICY_STATES = ['draft', 'checked', 'tested', 'signed', 'shadow', 'active', 'retired'] as const;
export const PolicyStateSchema = z.enum(POLICY_STATES);
export type PolicyState = z.infer<typeof PolicyStateSchema>;

/** What people may be, as claims of their tokens. An auditor reads and changes nothing. */
export const POLICY_ROLES = ['author', 'policy_approver', 'operator', 'auditor'] as const;
export type PolicyRole = (typeof POLICY_ROLES)[number];

/**
 * What may be done to a version; `bootstrap` is the service's own, where a tenant never had a policy. `settings`, the
 * stops, the grants, accepted tools, people, their passkeys, tokens and the enforcement points are about the tenant.
 */
export const POLICY_EVENTS = [
  'bootstrap',
  'publish',
  'check',
  'test',
  'sign',
  'shadow',
  'unshadow',
  'activate',
  'rollback',
  'retire',
  'settings',
  'stop',
  'lift',
  'grant',
  'revoke_grant',
  'accept_tool',
  'add_passkey',
  'remove_passkey',
  'invite_person',
  'add_person',
  'remove_person',
  'enrol_pep',
  'revoke_pep',
  'revoke_tokens',
] as const;
/** Who may take part at all: people and enforcement points of the tenant. */
export const ADMINISTRATION_EVENTS = ['invite_person', 'add_person', 'remove_person', 'enrol_pep', 'revoke_pep'] as const;
export type AdministrationEvent = (typeof ADMINISTRATION_EVENTS)[number];
export const PolicyEventNameSchema = z.enum(POLICY_EVENTS);
export type PolicyEventName = z.infer<typeof PolicyEventNameSchema>;
/** The events that move a version. */
export type PolicyMove = Exclude<
  PolicyEventName,
  | 'settings'
  | 'stop'
  | 'lift'
  | 'grant'
  | 'revoke_grant'
  | 'accept_tool'
  | 'add_passkey'
  | 'remove_passkey'
  | 'revoke_tokens'
  | AdministrationEvent
>;

interface Move {
  /** Null is a version that is not there yet. */
  readonly from: readonly (PolicyState | null)[];
  readonly to: PolicyState;
  /** One of them is needed; none where only the service itself may. */
  readonly roles: readonly PolicyRole[];
}

/** The one table of moves. `sign` stays where it is until the signatures suffice. */
export const POLICY_MOVES: Readonly<Record<PolicyMove, Move>> = {
  bootstrap: { from: [null, 'draft', 'checked', 'tested', 'signed', 'shadow', 'retired'], to: 'active', roles: [] },
  publish: { from: [null, 'retired'], to: 'draft', roles: ['author'] },
  check: { from: ['draft'], to: 'checked', roles: ['author'] },
  test: { from: ['checked'], to: 'tested', roles: ['author'] },
  sign: { from: ['tested', 'signed', 'shadow'], to: 'signed', roles: ['policy_approver'] },
  shadow: { from: ['signed'], to: 'shadow', roles: ['operator'] },
  unshadow: { from: ['shadow'], to: 'signed', roles: ['operator'] },
  activate: { from: ['signed', 'shadow'], to: 'active', roles: ['operator'] },
  rollback: { from: ['retired'], to: 'active', roles: ['operator'] },
  retire: { from: ['draft', 'checked', 'tested', 'signed', 'shadow'], to: 'retired', roles: ['author', 'operator'] },
};

/** What a tenant asks of an activation. */
export const PolicySettingsSchema = z.strictObject({
  /** Signatures by distinct approvers, none of them the author: with 1 two people stand behind every version. */
  approvals: z.int().min(1).max(8).default(1),
  /** The share of replayed decisions that may flip, from 0 to 1; null asks for no replay. */
  blast_radius: z.number().min(0).max(1).nullable().default(null),
});
export type PolicySettings = z.infer<typeof PolicySettingsSchema>;
export const DEFAULT_POLICY_SETTINGS: PolicySettings = { approvals: 1, blast_radius: null };

/** What a replay against recorded sessions found. */
export const BlastRadiusSchema = z.strictObject({
  decisions: z.int().min(0),
  flipped: z.int().min(0),
  sessions: z.int().min(0),
  /** Of the whole report, wherever it is kept. */
  report_digest: DigestSchema.nullable().default(null),
});
export type BlastRadius = z.infer<typeof BlastRadiusSchema>;

const ReasonSchema = z.string().min(10).max(1024);
/** Refusals that a person may override, each with the reason that goes on record. */
export const PolicyOverridesSchema = z.strictObject({
  /** No rule reads what the user asked for (AARM R3). */
  intent_unread: ReasonSchema.optional(),
  /** More decisions flip than the tenant allows, or nobody replayed. */
  blast_radius: ReasonSchema.optional(),
});
export type PolicyOverrides = z.infer<typeof PolicyOverridesSchema>;

/** What the signed `policy_event` receipt says. Every member is always present. */
export const PolicyEventSchema = z.strictObject({
  event: PolicyEventNameSchema,
  /** The version it is about; null for settings. */
  policy: z.strictObject({ id: z.string(), version: z.string(), hash: DigestSchema, content_digest: DigestSchema }).nullable(),
  from: PolicyStateSchema.nullable(),
  to: PolicyStateSchema.nullable(),
  by: z.strictObject({ id: z.string().min(1), roles: z.array(z.string()) }),
  reason: z.string(),
  /** The hash of the version that this one replaced. */
  replaced: DigestSchema.nullable(),
  /** Counts the changes of what is active or in shadow. */
  generation: z.int().min(0),
  overrides: z.array(z.strictObject({ refusal: z.string(), reason: z.string() })),
  /** sha256 over the RFC 8785 bytes of what the event rests on: a report, a replay, the new settings. */
  detail_digest: DigestSchema.nullable(),
});
export type PolicyEvent = z.infer<typeof PolicyEventSchema>;

/** One person's signature on a version. */
export const PolicySignoffSchema = z.strictObject({
  hash: DigestSchema,
  approver: z.string().min(1),
  /** sha256 over what was signed: version, content and approver. */
  statement_digest: DigestSchema,
  at: TimestampSchema,
});
export type PolicySignoff = z.infer<typeof PolicySignoffSchema>;

/** Who asks: a person with the roles of the token, or the service itself. */
export interface PolicyActor {
  readonly id: string;
  readonly roles: readonly string[];
  readonly service: boolean;
}

/** All that a move is judged by. */
export interface PolicyStanding {
  readonly state: PolicyState | null;
  readonly author: string | null;
  /** Who has signed this version. */
  readonly approvers: readonly string[];
  readonly ever_active: boolean;
  /** Whether some rule reads what the user asked for (AARM R3); null before the check. */
  readonly intent_read: boolean | null;
  readonly settings: PolicySettings;
}

/** What comes with a move. */
export interface PolicyMoveRequest {
  readonly move: PolicyMove;
  readonly by: PolicyActor;
  /** For `check` and `test`: whether they passed. */
  readonly passed?: boolean;
  readonly blast?: BlastRadius | null;
  readonly overrides?: PolicyOverrides;
}

/** Why a move is refused. */
export const POLICY_REFUSALS = [
  'role_missing',
  'state_wrong',
  'not_passed',
  'author_signs',
  'signed_already',
  'approvals_missing',
  'never_active',
  'intent_unread',
  'blast_radius',
] as const;
export type PolicyRefusalCode = (typeof POLICY_REFUSALS)[number];

export interface PolicyRefusal {
  readonly code: PolicyRefusalCode;
  /** Lower case, values in backticks, names the fix. */
  readonly message: string;
}

/** Where a move leads, and what was overridden on the way. */
export type PolicyMoveResult =
  | { readonly ok: true; readonly to: PolicyState; readonly overrides: PolicyEvent['overrides'] }
  | { readonly ok: false; readonly refusal: PolicyRefusal };
