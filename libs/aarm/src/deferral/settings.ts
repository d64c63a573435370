import { z } from 'zod';
import { ModificationSchema } from '../decision/obligation.js';

const FactNameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/u, 'lower case letters, digits and `_`');
const WordSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/u, 'lower case letters, digits and `-`');
const MaxAgeSchema = z.int().min(1).max(86_400).default(300);

/** A source that is asked for facts which a deferral waits for. */
export const ResolverSchema = z.strictObject({
  name: WordSchema,
  /** `get`: the question is in the query; `post`: in a JSON body; `opa`: in a body and an answer as OPA's data API has them. */
  kind: z.enum(['get', 'post', 'opa']).default('post'),
  url: z
    .string()
    .max(2048)
    .refine((text) => URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol), 'an http or https URL'),
  /** The facts that it answers; any other that it gives is refused. */
  provides: z.array(FactNameSchema).min(1).max(32),
  /** How long an answer stays fresh. */
  max_age_s: MaxAgeSchema,
  /** Sent as a bearer token. */
  token: z.string().min(16).max(4096).optional(),
  /** Whether it is told the parameters of the action. */
  send_parameters: z.boolean().default(false),
  /** The tenants it answers for; all where left out. */
  tenants: z.array(z.string().min(1)).min(1).max(256).optional(),
});
export type ResolverSettings = Readonly<z.infer<typeof ResolverSchema>>;

/** A narrow question to the human principal: the answer is a fact, never an approval. */
export const ConfirmationSchema = z.strictObject({
  fact: FactNameSchema,
  ask: z.string().min(1).max(512),
  answers: z
    .array(z.union([z.string().max(128), z.number(), z.boolean()]))
    .min(1)
    .max(16),
  max_age_s: MaxAgeSchema,
});
export type Confirmation = Readonly<z.infer<typeof ConfirmationSchema>>;

/** A narrower form that policy is asked about once nothing else settled a deferral. */
export const ConstraintSchema = z.strictObject({
  name: WordSchema,
  tool: z.string().min(1).max(256),
  operation: z.string().min(1).max(256).default('*'),
  modifications: z.array(ModificationSchema).min(1).max(32),
});
export type Constraint = Readonly<z.infer<typeof ConstraintSchema>>;

/** How deferrals are settled, and within what bounds (AARM R4.5, R4.8, R4.11). */
export const DeferralSettingsSchema = z.strictObject({
  /** Attempts that may bring too little before people are asked, or, where they are not, before nobody is asked any more. */
  attempts: z.int().min(1).max(32).default(5),
  /** The wait after a first attempt, doubled by each one that follows. */
  backoff_s: z.number().min(0.05).max(3600).default(5),
  /** From the deferral until people who are asked in place of what is missing must have answered. */
  duration_s: z.int().min(1).max(86_400).default(3600),
  /** Waits that may stand one behind the other. */
  cascade_depth: z.int().min(1).max(32).default(3),
  /** Whether people are asked once all attempts are used up. */
  escalate: z.boolean().default(true),
  /** Private addresses that resolvers may be at, as addresses or CIDR ranges. */
  allow: z.array(z.string().min(1)).max(64).default([]),
  resolvers: z
    .array(ResolverSchema)
    .max(64)
    .default([])
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names that differ'),
  confirmations: z.array(ConfirmationSchema).max(64).default([]),
  constraints: z.array(ConstraintSchema).max(64).default([]),
});
export type DeferralSettings = Readonly<z.infer<typeof DeferralSettingsSchema>>;

/** `POST /v1/decisions/{id}/answers`: what the human principal says to a question. */
export const QuestionAnswerSchema = z.strictObject({
  fact: FactNameSchema,
  value: z.union([z.string().max(128), z.number(), z.boolean()]),
});
export type QuestionAnswer = Readonly<z.infer<typeof QuestionAnswerSchema>>;
