import { z } from 'zod';
import { ToolNameSchema } from '../action/action.js';
import { DigestSchema, nameSchema } from '../json.js';
import type { ToolDefinition } from './tool-definition.js';

/** Tools that are pinned for one agent at most; one more is never known to be the same again. */
export const MOST_PINS = 2000;

/** The definition of a tool that an agent was first given, or that a person accepted since. */
export interface ToolPin {
  readonly tenant_id: string;
  /** The agent of the enforcement point that told of it. */
  readonly agent: string;
  readonly name: string;
  readonly digest: string;
  readonly definition: ToolDefinition;
  readonly pinned_at: string;
  /** Another definition that came later; null where none did, and again once it is accepted or gone. */
  readonly met: { readonly digest: string; readonly definition: ToolDefinition; readonly at: string } | null;
  /** Who accepted the definition that is pinned; null where it was the first. */
  readonly accepted_by: string | null;
}

/** A person takes a changed definition for good: the one of this digest and no other. */
export const AcceptToolSchema = z.strictObject({
  agent: nameSchema(256),
  name: ToolNameSchema,
  digest: DigestSchema,
  reason: z.string().min(1).max(512),
});
export type AcceptTool = z.infer<typeof AcceptToolSchema>;
