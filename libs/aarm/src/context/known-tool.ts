import { z } from 'zod';
import { EFFECTS, LevelSchema } from './context.js';

/** What a parameter of a tool is for. */
export const PARAM_ROLES = [
  'destination',
  'recipient',
  'amount',
  'path',
  'code',
  'entity',
  'content',
  'query',
  'credential',
  'other',
] as const;
export const ParamRoleSchema = z.enum(PARAM_ROLES);
export type ParamRole = z.infer<typeof ParamRoleSchema>;

/** Who wrote what a tool returns: known systems, known systems but for running text in their fields, anybody, nobody can say. */
export const OUTPUT_TRUSTS = ['trusted', 'fields', 'untrusted', 'unknown'] as const;

/** What is known of a tool from its definition alone. */
export const KnownToolSchema = z.strictObject({
  effect: z.enum(EFFECTS),
  params: z.record(z.string(), ParamRoleSchema),
  output: z.strictObject({ trust: z.enum(OUTPUT_TRUSTS), level: LevelSchema.nullable(), labels: z.array(z.string()) }),
  certainty: z.number().min(0).max(1),
});
export type KnownTool = Readonly<z.infer<typeof KnownToolSchema>>;

/** A tool of a session: which definition it has, what that says, and whether it is another one than was pinned. */
export interface SessionTool {
  /** sha256 of the RFC 8785 bytes of the definition. */
  readonly digest: string;
  readonly known: KnownTool;
  /** It is not the definition that was pinned, and nobody has accepted it yet. */
  readonly changed: boolean;
}

/** The tool that an action names: the definition of that very operation, else that of the tool. */
export function sessionTool(
  tools: Readonly<Record<string, SessionTool>>,
  { tool, operation }: { readonly tool: string; readonly operation: string },
): SessionTool | null {
  for (const name of [`${tool}.${operation}`, tool]) if (Object.hasOwn(tools, name)) return tools[name] ?? null;
  return null;
}
