import { z } from 'zod';
import { invalidParameter } from '../decision/parameters.js';
import type { Decidable } from '../decision/decision.js';
import { nameSchema, TimestampSchema } from '../json.js';
import { ParameterDeclarationSchema } from '../policy/policy.js';

/** The longest that a grant may stand. */
export const LONGEST_GRANT_S = 30 * 86_400;

/**
 * The limits of a granted parameter. INVARIANT: no expression of a person's own is ever tried on an action: one that takes
 * exponential time would stop every decision.
 */
const GrantedParameterSchema = ParameterDeclarationSchema.refine(({ pattern }) => pattern === undefined, {
  path: ['pattern'],
  message: 'a grant takes no pattern: list what is granted in `allow`, or bound it by `maximum` and `max_length`',
});

/** `POST /v1/grants`: an approver answers beforehand what one agent will ask for again and again. */
export const GrantRequestSchema = z.strictObject({
  /** The id of the agent. */
  agent: nameSchema(256),
  tool: nameSchema(256),
  operation: nameSchema(256),
  /** Every parameter that the action may have, with its limits: one that is not listed is not granted. */
  parameters: z.record(z.string().min(1).max(256), GrantedParameterSchema),
  expires_at: TimestampSchema,
  max_uses: z.int().min(1).max(1000),
  reason: nameSchema(512),
});
export type GrantRequest = z.infer<typeof GrantRequestSchema>;

/** A standing grant, and what became of it. */
export interface GrantRecord extends GrantRequest {
  readonly tenant_id: string;
  readonly grant_id: string;
  readonly by: string;
  /** The roles that the person had when granting: a grant answers for whom they let answer, and nobody else. */
  readonly roles: readonly string[];
  readonly at: string;
  readonly uses: number;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
}

/** Whether a grant answers for an action of an agent at a time. Pure; that it is used once less is the database's to see. */
export function covers(grant: GrantRecord, asked: Decidable & { readonly agent: string | null; readonly now: number }): boolean {
  const { tool, operation, parameters, agent, now } = asked;
  if (grant.revoked_at !== null || grant.uses >= grant.max_uses || Date.parse(grant.expires_at) <= now) return false;
  if (grant.agent !== agent || grant.tool !== tool || grant.operation !== operation) return false;
  if (Object.values(grant.parameters).some(({ pattern }) => pattern !== undefined)) return false;
  const granted = {
    tool,
    operation,
    effect: 'unknown' as const,
    parameters: grant.parameters,
    closed: true,
    destinations: [],
    entities: [],
  };
  return invalidParameter({ tool, parameters }, granted, []) === null;
}
