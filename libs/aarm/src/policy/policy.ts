import { z } from 'zod';
import { DriftProfileSchema } from '../context/drift.js';
import type { DriftProfile } from '../context/drift.js';
import type { Action } from '../action/action.js';
import { ClassificationSchema, EFFECTS } from '../context/context.js';
import { BoundarySchema } from './boundary.js';
import type { Boundary } from './boundary.js';
import { IDENTITY_FIELDS } from '../identity/identity-view.js';
import { CONTEXT_FIELDS } from '../context/context-fields.js';
import type { ContextView } from '../context/context-fields.js';
import { ModificationSchema } from '../decision/obligation.js';
import { ResultSchema } from '../decision/result.js';
import { AppliesToSchema } from './applies-to.js';
import type { AppliesTo } from './applies-to.js';
import { TrackerSchema } from './tracker.js';
import type { TrackerSet } from './tracker.js';

/** The classes of AARM R3.2 and Table I. */
export const RULE_CLASSES = [
  'forbidden',
  'context_dependent_deny',
  'context_dependent_allow',
  'context_dependent_defer',
  'standard_allow',
  'standard_deny',
] as const;
export const RuleClassSchema = z.enum(RULE_CLASSES);
export type RuleClass = z.infer<typeof RuleClassSchema>;

/** Forbidden rules live in a band of their own, from here up. */
export const FORBIDDEN_PRIORITY = 1000;

/** The priority of a rule that names none, by class. */
export const DEFAULT_PRIORITY: Readonly<Record<RuleClass, number>> = {
  forbidden: 1000,
  context_dependent_defer: 700,
  context_dependent_deny: 500,
  standard_deny: 500,
  context_dependent_allow: 300,
  standard_allow: 100,
};

export const PARAMETER_TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'any'] as const;

/** The expression that matches what `pattern` matches from end to end. */
export const wholly = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');

function compiles(pattern: string): boolean {
  try {
    // By itself first: `a)|(b` is an expression only inside another.
    new RegExp(pattern, 'u');
    wholly(pattern);
    return true;
  } catch {
    return false;
  }
}

const ScalarSchema = z.union([z.string().max(1024), z.number(), z.boolean()]);

/**
 * A parameter that a rule reads or a tool declares: its type, whether a call may leave it out, and what it may be (AARM
 * R3.6). Of an array, lengths count its members and everything else holds for each of them.
 */
export const ParameterDeclarationSchema = z
  .strictObject({
    type: z.enum(PARAMETER_TYPES),
    optional: z.boolean().default(false),
    /** Adding or lowering this parameter makes the action narrower (a limit, a dry-run switch). */
    restricting: z.boolean().default(false),
    /** The least and the most that a number may be. */
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    /** Characters of a string, members of an array. */
    min_length: z.int().min(0).optional(),
    max_length: z.int().min(0).optional(),
    /** A regular expression that the whole text must match. */
    pattern: z.string().min(1).max(1024).refine(compiles, { message: 'it is not a regular expression' }).optional(),
    /** The only values there may be, and values there may not be. */
    allow: z.array(ScalarSchema).min(1).max(1024).optional(),
    block: z.array(ScalarSchema).min(1).max(1024).optional(),
  })
  .refine(({ minimum = -Infinity, maximum = Infinity }) => minimum <= maximum, { path: ['minimum'], message: 'it is above `maximum`' })
  .refine(({ min_length = 0, max_length = Infinity }) => min_length <= max_length, {
    path: ['min_length'],
    message: 'it is above `max_length`',
  });
export type ParameterDeclaration = z.infer<typeof ParameterDeclarationSchema>;

/** What code a parameter can hold; a rule reads it as `input.action.<language>`. */
export const CODE_LANGUAGES = ['shell', 'sql', 'python'] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

/** What a tool is (the catalogue's line for one tool and operation; `*` matches any). */
export const ToolDeclarationSchema = z.strictObject({
  tool: z.string().min(1).max(256),
  operation: z.string().min(1).max(256).default('*'),
  effect: z.enum(EFFECTS),
  /** The classification of what it returns; left out means highest (AARM R2.3). */
  output: ClassificationSchema.optional(),
  parameters: z.record(z.string(), ParameterDeclarationSchema).default({}),
  /** Refuse parameters that are not declared. */
  closed: z.boolean().default(false),
  /** Names of parameters that say where data goes, and of those that say what is touched. */
  destinations: z.array(z.string()).default([]),
  entities: z.array(z.string()).default([]),
  /** Parameters that hold code; left out, `command` of a shell and `sql`, `query` and `statement` of others do. */
  code: z.array(z.strictObject({ parameter: z.string().min(1), language: z.enum(CODE_LANGUAGES) })).optional(),
});
export type ToolDeclaration = z.infer<typeof ToolDeclarationSchema>;

export { AppliesToSchema };
export type { AppliesTo };

export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

/** Who may answer a STEP_UP as well once nobody has for a while. */
const EscalationSchema = z.strictObject({ after_s: z.int().min(1).max(86_400), to: z.array(z.string().min(1)).min(1).max(32) });
export type Escalation = Readonly<z.infer<typeof EscalationSchema>>;

/** The `custom` part of a rule's METADATA block, as its author writes it. */
export const RuleMetadataSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/u),
  class: RuleClassSchema,
  /** What the rule answers when it speaks. */
  result: ResultSchema,
  priority: z.int().min(0).max(9999).optional(),
  applies_to: z.array(AppliesToSchema).min(1),
  severity: z.enum(SEVERITIES).default('MEDIUM'),
  /** Whether alignment with the user's request may lift this DENY to STEP_UP. */
  overridable: z.boolean().optional(),
  /** What an aligned request turns this DENY into. */
  on_aligned: z.enum(['STEP_UP', 'ALLOW']).optional(),
  parameters: z.record(z.string(), ParameterDeclarationSchema).default({}),
  /** Roles that may approve a STEP_UP; `principal` lets the human principal confirm. */
  approvers: z.array(z.string()).optional(),
  quorum: z.int().min(1).max(16).optional(),
  timeout_s: z.int().min(1).max(86_400).optional(),
  escalation: EscalationSchema.optional(),
  references: z.array(z.string()).default([]),
});
export type RuleMetadata = z.infer<typeof RuleMetadataSchema>;

/** A rule as the decision knows it: metadata with every default filled in, and what it reads from context. */
export interface Rule {
  readonly id: string;
  readonly pack: string;
  readonly title: string;
  readonly class: RuleClass;
  readonly result: z.infer<typeof ResultSchema>;
  readonly priority: number;
  readonly applies_to: readonly AppliesTo[];
  readonly severity: (typeof SEVERITIES)[number];
  readonly overridable: boolean;
  readonly on_aligned: 'STEP_UP' | 'ALLOW';
  /** Context fields, derived from the AST: `level`, `original_request`, `facts.change_window`. */
  readonly reads: readonly string[];
  /** Views of the action's code, derived likewise; left out where it reads none. */
  readonly views?: readonly CodeLanguage[];
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly timeout_s: number | null;
  readonly escalation?: Escalation;
  readonly references: readonly string[];
}

/** What a rule may say when it speaks: the members of its Rego `outcome` object. */
export const RuleVoiceSchema = z.strictObject({
  reason: z.string().min(1).max(1024),
  modifications: z.array(ModificationSchema).max(32).optional(),
  approvers: z.array(z.string().min(1).max(640)).max(32).optional(),
  timeout_s: z.int().min(1).max(86_400).optional(),
});
export type RuleVoice = z.infer<typeof RuleVoiceSchema>;

/** One rule's answer for one action. `error` never executes (design §3 step 2). */
export type RuleOutcome =
  | { readonly rule: string; readonly kind: 'silent' }
  | { readonly rule: string; readonly kind: 'spoke'; readonly voice: RuleVoice }
  | { readonly rule: string; readonly kind: 'error'; readonly error: string };

/** Thresholds of a policy set; null switches a test off. */
export interface Thresholds {
  /** κ: confidence below it defers. */
  readonly confidence: number | null;
  /** ρ: composite risk at or above it denies. */
  readonly risk: number | null;
  /** τ_low: alignment below it is misaligned. */
  readonly misaligned: number;
  /** τ: alignment at or above it is aligned. */
  readonly aligned: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = { confidence: 0.5, risk: 0.95, misaligned: 0.2, aligned: 0.8 };
export const DEFAULT_STEP_UP_TIMEOUT_S = 3600;
export const DEFAULT_DEFER_TIMEOUT_S = 300;
export const DEFAULT_OUTCOME_WITHIN_S = 3600;
/** Actions that may wait at a time: of one agent for one person, and for one approver, whatever the sessions. */
export const DEFAULT_MOST_QUESTIONS = { agent: 40, approver: 200 } as const;
/** How long an ALLOW may be taken up, in seconds: later, the action is decided anew. */
export const ALLOW_LIFETIME_S = 300;

/** `pack.yaml`. */
export const PackManifestSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/u),
  version: z.string().min(1).max(64),
  title: z.string().min(1),
  description: z.string().default(''),
  posture: z
    .strictObject({ result: z.enum(['ALLOW', 'DENY']), overridable: z.boolean().default(true) })
    .default({ result: 'DENY', overridable: true }),
  on_uncertain: z.enum(['keep', 'STEP_UP', 'DEFER']).default('keep'),
  thresholds: z
    .strictObject({
      confidence: z.number().min(0).max(1).nullable().default(DEFAULT_THRESHOLDS.confidence),
      risk: z.number().min(0).max(1).nullable().default(DEFAULT_THRESHOLDS.risk),
      misaligned: z.number().min(0).max(1).default(DEFAULT_THRESHOLDS.misaligned),
      aligned: z.number().min(0).max(1).default(DEFAULT_THRESHOLDS.aligned),
    })
    .optional(),
  defer_timeout_s: z.int().min(1).max(86_400).default(DEFAULT_DEFER_TIMEOUT_S),
  step_up_timeout_s: z.int().min(1).max(86_400).default(DEFAULT_STEP_UP_TIMEOUT_S),
  approvers: z.array(z.string()).default(['approver']),
  /** Actions of one session that may wait at a time; a question more is denied. */
  most_questions: z.int().min(1).max(1000).default(20),
  /** Actions of all sessions that may wait at a time: of one agent for one person, and for one approver. */
  most_questions_of: z
    .strictObject({
      agent: z.int().min(1).max(1000).default(DEFAULT_MOST_QUESTIONS.agent),
      approver: z.int().min(1).max(10_000).default(DEFAULT_MOST_QUESTIONS.approver),
    })
    .default(DEFAULT_MOST_QUESTIONS),
  /** Whether the human principal may confirm where a rule names `principal`; one pack that says no forbids it. */
  self_confirmation: z.boolean().default(true),
  /** Whether a grant may answer for an agent of who gave it, where a rule names `principal`; every pack has to say so. */
  own_grants: z.boolean().default(false),
  /** Whether a yes counts only where the person signs it with a passkey; one pack that requires it is enough. */
  presence: z.enum(['optional', 'required']).default('optional'),
  /** When a session has moved too far from its request, by agent type; without an embedder nothing is measured. */
  drift: z.array(DriftProfileSchema).max(64).default([]),
  /** How far an agent may go for a kind of request: read as `input.context.outside_intent`. */
  boundaries: z.array(BoundarySchema).max(64).default([]),
  /** What sessions remember for the rules: read as `input.context.tracked.<id>`. */
  trackers: z.array(TrackerSchema).max(64).default([]),
});
export type PackManifest = z.infer<typeof PackManifestSchema>;

/** Everything of the active policy that the decision needs besides the rules' voices. It is plain data. */
export interface PolicyTerms {
  /** The set's own name: pack ids joined with `+`. */
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly posture: { readonly pack: string; readonly result: 'ALLOW' | 'DENY'; readonly overridable: boolean };
  readonly on_uncertain: 'keep' | 'STEP_UP' | 'DEFER';
  readonly thresholds: Thresholds;
  readonly defer_timeout_s: number;
  readonly step_up_timeout_s: number;
  readonly approvers: readonly string[];
  readonly tools: readonly ToolDeclaration[];
  /** Left out where no pack has any. */
  readonly trackers?: TrackerSet;
  /** Actions of one session that may wait at a time. */
  readonly most_questions?: number;
  /** Of one agent for one person, and for one approver, whatever the sessions; the defaults where left out. */
  readonly most_questions_of?: { readonly agent: number; readonly approver: number };
  /** False where the human principal may not confirm, whatever a rule says; left out otherwise. */
  readonly self_confirmation?: false;
  /** Left out where no grant answers for an agent of who gave it. */
  readonly own_grants?: true;
  /** Left out where a yes counts without a passkey's signature. */
  readonly presence?: 'required';
  /** Of all packs; left out where none has any. */
  readonly drift?: readonly DriftProfile[];
  /** Of all packs; left out where none has any. */
  readonly boundaries?: readonly Boundary[];
}

/** The active rules: which apply to an action, and what they say of it. Implemented by `libs/policy` over WASM. */
export interface PolicySet {
  readonly terms: PolicyTerms;
  /** The applicable rules by tool, operation and effect, in any order. */
  applicable(action: Pick<Action, 'tool' | 'operation' | 'parameters'>): readonly Rule[];
  /** What those rules say: exactly one outcome for each. Synchronous, total, never throws. */
  evaluate(action: Pick<Action, 'tool' | 'operation' | 'parameters'>, context: ContextView, rules: readonly Rule[]): readonly RuleOutcome[];
}

/** Whether `field` (`level`, `facts.x`, `tracked.x`, `identity.roles`) is one that rules may read. */
export const isContextField = (field: string): boolean => {
  const [group, name] = field.split('.', 2);
  if (group === 'identity') return name !== undefined && Object.hasOwn(IDENTITY_FIELDS, name);
  return field.startsWith('facts.') || field.startsWith('tracked.') || Object.hasOwn(CONTEXT_FIELDS, field);
};
