import { z } from 'zod';
import { JsonObjectSchema } from '../json.js';

/** Names of tools and operations: what rules match on, so no spaces, no control characters. */
export const ToolNameSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\p{L}\p{N}_.:@/+-]+$/u);

/**
 * The action as a PEP submits it (AARM, Action). The tool is the resolved tool, never a wrapper; a PEP that
 * unwrapped a meta-tool keeps the name it met in `original_tool`.
 */
export const SubmittedActionSchema = z.strictObject({
  tool: ToolNameSchema.describe('the resolved tool, for example `database`'),
  operation: ToolNameSchema.describe('what the tool is asked to do, for example `query`'),
  parameters: JsonObjectSchema.describe('the arguments of the call, exactly as they would run'),
  call_id: z.string().min(1).max(256).optional().describe("the host's own id of this call"),
  original_tool: z.string().min(1).max(256).optional().describe('the name before meta-tool resolution'),
  depends_on: z
    .array(z.string().min(1).max(128))
    .min(1)
    .max(16)
    .optional()
    .describe('`action_id`s of the same session whose output this action needs: it waits for them'),
});
export type SubmittedAction = z.infer<typeof SubmittedActionSchema>;

/**
 * Showing a tool's output to the model is an action of its own: rules allow it, deny it or let less be shown, and it is signed like any
 * other. No tool may be called that.
 */
export const RELEASE = { tool: 'output', operation: 'release' } as const;

export const isRelease = ({ tool, operation }: { readonly tool: string; readonly operation: string }): boolean =>
  tool === RELEASE.tool && operation === RELEASE.operation;

/** An action with the identity Writ gave it (AARM, Action: `action_id`, `timestamp`). */
export interface Action {
  readonly action_id: string;
  readonly timestamp: string;
  readonly tool: string;
  readonly operation: string;
  readonly parameters: z.infer<typeof JsonObjectSchema>;
  readonly call_id: string | null;
  readonly original_tool: string | null;
}
