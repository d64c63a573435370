import type { Kept } from './kept.js';
import { z } from 'zod';
import type { Json, JsonObject } from '../json.js';
import { JsonSchema, nameSchema } from '../json.js';
import { IdentityProofSchema } from '../identity/identity.js';
import type { SessionTool } from './known-tool.js';
import { ToolDefinitionsSchema } from './tool-definition.js';
import { TRUSTS } from './lineage.js';
import type { Lineage, OutputLineage, Source, Standing } from './lineage.js';
import type { Drift } from './drift.js';
import type { Earlier } from './earlier.js';
import type { Inherited } from './inherited.js';
import type { Mark, Tracked, Tracking } from './tracked.js';

/** The ordered sensitivity levels, lowest first. */
export const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED'] as const;
export const LevelSchema = z.enum(LEVELS);
export type Level = z.infer<typeof LevelSchema>;

/** A level and a set of labels, separately; both only rise within a session. */
export const ClassificationSchema = z.strictObject({
  level: LevelSchema,
  labels: z
    .array(
      z
        .string()
        .min(1)
        .max(64)
        .regex(/^[A-Z][A-Z0-9_]*$/u),
    )
    .max(64),
});
export type Classification = z.infer<typeof ClassificationSchema>;

/** What the user asked for, or why that is not known (AARM R2.4). */
export const UserRequestSchema = z.union([
  z.strictObject({ text: z.string().min(1).max(65_536) }),
  z.strictObject({ available: z.literal(false), reason: z.string().min(1).max(512) }),
]);
export type UserRequest = z.infer<typeof UserRequestSchema>;

/** A typed environment fact with its source and how long it stays fresh. */
export const FactSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/u),
  value: JsonSchema,
  source: z.string().min(1).max(256),
  max_age_s: z.int().min(1).max(86_400).default(300),
});
export type Fact = z.infer<typeof FactSchema>;

/** A classification that a trusted source gives to the session. */
export const LabelSchema = ClassificationSchema.extend({ source: z.string().min(1).max(256) });
export type Label = z.infer<typeof LabelSchema>;

/** How a host came by a text that it gives to the model without a tool being called. */
export const SOURCE_KINDS = ['memory', 'retrieved', 'document', 'instructions'] as const;

/**
 * A text that the host puts before the model by itself: what an earlier session remembered, passages that were retrieved, a file of
 * instructions. It is a source like a tool's output: its values get this provenance, and its sensitivity counts for the session.
 */
export const ContextSourceSchema = z.strictObject({
  kind: z.enum(SOURCE_KINDS),
  name: nameSchema(256).describe('which one, as people would call it'),
  trust: z
    .enum(TRUSTS)
    .default('untrusted')
    .describe('`trusted` only where the principal or the operator wrote all of it; `fields`: its structured fields, not its running text'),
  content: JsonSchema.describe('the text or structured data; only salted digests of it are kept'),
});
export type ContextSource = z.infer<typeof ContextSourceSchema>;

/** A later append by a PEP: a further user prompt, a fact, a label, what the tools are, or a text that the model is given. Never from the agent. */
export const SubmittedEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request'), user_request: UserRequestSchema }),
  z.strictObject({ kind: z.literal('fact'), fact: FactSchema }),
  z.strictObject({ kind: z.literal('label'), label: LabelSchema }),
  z.strictObject({ kind: z.literal('tools'), tools: ToolDefinitionsSchema }),
  z.strictObject({ kind: z.literal('source'), source: ContextSourceSchema }),
]);
export type SubmittedEntry = z.infer<typeof SubmittedEntrySchema>;

/** Opens, or finds again, the session of one run of one agent instance for one principal. */
export const OpenSessionSchema = z.strictObject({
  host_session_id: nameSchema(256).describe("the host's own id of the session"),
  agent_type: nameSchema(64).default('unknown').describe('for example `claude-code`'),
  parent_session_id: nameSchema(128).optional(),
  user_request: UserRequestSchema,
  tools: ToolDefinitionsSchema.optional().describe('what the tools are, as MCP `tools/list` gives it'),
  identity: IdentityProofSchema,
});
export type OpenSession = z.infer<typeof OpenSessionSchema>;

export const ENTRY_KINDS = [
  'request',
  'action',
  'decision',
  'outcome',
  'label',
  'fact',
  'tools',
  'source',
  'earlier',
  'inherited',
  'resolution',
  'redemption',
  'attempt',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One append to a session's hash-chained log; `body` is the RFC 8785 text that `hash` covers. */
export interface Entry {
  readonly seq: number;
  readonly kind: EntryKind;
  readonly at: string;
  readonly body: string;
  readonly prev_hash: string;
  readonly hash: string;
}

/**
 * The bodies of the entries, as {@link fold} reads them. Payloads that may be sensitive are not in them: they are
 * committed to by digest, and live in the disclosures beside the receipt.
 */
export type EntryBody =
  | { readonly kind: 'request'; readonly available: boolean; readonly text: string | null; readonly reason: string | null }
  | {
      readonly kind: 'action';
      readonly action_id: string;
      readonly tool: string;
      readonly operation: string;
      readonly original_tool: string | null;
      readonly effect: Effect;
      readonly action_digest: string;
      readonly entities: readonly string[];
      readonly destinations: readonly string[];
      /** The actions whose output it needs; absent where it names none. */
      readonly depends_on?: readonly string[];
      /** Absent where the policy tracks nothing. */
      readonly tracking?: Tracking;
      /** How the source that it reads came to be named; absent where nothing names it. */
      readonly standing?: Standing;
      /** The handed-over instructions that it carries out: the number of their source and the effect. */
      readonly delegation?: string;
    }
  | {
      readonly kind: 'decision';
      readonly decision_id: string;
      readonly action_id: string;
      readonly result: string;
      readonly rule: string;
      readonly policy_hash: string;
      /** What an ALLOW or MODIFY charges to the session at once (design §4). */
      readonly charge: Classification | null;
      readonly signals: JsonObject;
    }
  | {
      readonly kind: 'outcome';
      readonly decision_id: string;
      readonly status: 'completed' | 'failed' | 'lost_confirmation';
      readonly classification: Classification | null;
      readonly output_digest: string | null;
      /** What the output gave to the lineage; absent where there was none. */
      readonly lineage?: OutputLineage;
    }
  | { readonly kind: 'label'; readonly classification: Classification; readonly source: string }
  | { readonly kind: 'fact'; readonly name: string; readonly value: Json; readonly source: string; readonly max_age_s: number }
  /** What the tools are, and what that says of them: a replay reads it here and infers nothing. */
  | { readonly kind: 'tools'; readonly tools: readonly ({ readonly name: string } & SessionTool)[] }
  | {
      readonly kind: 'source';
      /** Its kind and name, as questions call it. */
      readonly source: string;
      readonly classification: Classification;
      readonly content_digest: string;
      readonly lineage: OutputLineage;
    }
  /** What other sessions did; a replay reads it here and looks nowhere else. */
  | ({ readonly kind: 'earlier' } & Earlier)
  /** What was taken over from other sessions, by their heads; a replay reads it here and looks nowhere else. */
  | ({ readonly kind: 'inherited' } & Inherited)
  | {
      readonly kind: 'resolution';
      readonly decision_id: string;
      readonly action_id: string;
      readonly result: string;
      readonly method: string;
      readonly charge: Classification | null;
    }
  /** What waited and may run now is about to run: from here on, nothing else may run in its name. */
  | { readonly kind: 'redemption'; readonly decision_id: string; readonly action_id: string }
  /** An attempt to settle a deferral, whatever came of it. */
  | {
      readonly kind: 'attempt';
      readonly decision_id: string;
      readonly action_id: string;
      readonly method: string;
      readonly by: string;
      readonly ended: string;
      readonly detail: string;
    };

/** What an operation does to the world, the coarse class that rules and intent reason about. */
export const EFFECTS = [
  'read',
  'search',
  'create',
  'update',
  'delete',
  'send',
  'pay',
  'grant',
  'credential',
  'execute',
  'configure',
  'unknown',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** What one source says of a fact. */
interface SaidFact {
  readonly value: Json;
  readonly source: string;
  readonly at: string;
  readonly max_age_s: number;
}

/** The latest word on a fact, and what other sources say of it. */
export interface KnownFact extends SaidFact {
  readonly others?: readonly SaidFact[];
}

/** What an action is, while it is decided and while it waits. */
export interface Undecided {
  readonly name: string;
  readonly tool: string;
  readonly destinations: readonly string[];
  readonly standing: Standing;
  readonly delegation: string | null;
}

/** The folded state of a session: a cache of its entries, rebuilt from them at any time. */
export interface ContextState {
  readonly session_id: string;
  readonly started_at: string;
  readonly head_seq: number;
  readonly head_hash: string;
  /** When the latest entry came; when it began, before the first. */
  readonly used_at: string;
  readonly request: { readonly available: boolean; readonly text: string | null; readonly reason: string | null };
  readonly classification: Classification;
  /** The level when the latest request came. */
  readonly level_at_request: Level;
  readonly action_count: number;
  /** Actions since the latest request. */
  readonly since_request: number;
  /** When the latest actions came, in milliseconds since the epoch, the oldest first. */
  readonly recent: readonly number[];
  /** How often each `tool.operation` was submitted, and how often it was allowed. */
  readonly submitted: Readonly<Record<string, number>>;
  readonly allowed: Readonly<Record<string, number>>;
  readonly results: Readonly<Record<string, number>>;
  readonly tools_used: readonly string[];
  readonly effects_used: readonly Effect[];
  readonly entities_accessed: readonly string[];
  readonly destinations_seen: readonly string[];
  readonly facts: Readonly<Record<string, KnownFact>>;
  /** What is known of the tools by their definitions, by name. */
  readonly tools: Readonly<Record<string, SessionTool>>;
  readonly pending: readonly string[];
  /** The action whose decision is the next entry; null in between. */
  readonly undecided: (Undecided & { readonly marks: readonly Mark[] }) | null;
  /** What actions that wait will count as once they may run. */
  readonly suspended: Readonly<Record<string, Undecided>>;
  /** What runs and has not told its output, by decision: the source that it will be. */
  readonly reading: Kept<Pick<Source, 'tool' | 'standing'>>;
  /** Where the values come from that the session has read. */
  readonly lineage: Lineage;
  /** Handed-over instructions that were carried out. */
  readonly delegations: readonly string[];
  /** What the user asked for before the latest request. */
  readonly earlier_requests: readonly string[];
  /** Decisions that waited and ended in execution, by id, with their `tool.operation`, until their outcome is known. */
  readonly approved: Readonly<Record<string, string>>;
  readonly tracked: Tracked;
  /** What other sessions did, as it was last looked at; null where nobody looked. */
  readonly earlier: Earlier | null;
  /** How far its actions were from the request, where that was measured. */
  readonly drift: Drift;
}
