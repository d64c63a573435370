import { z } from 'zod';
import { ToolNameSchema } from '../action/action.js';
import { JsonObjectSchema } from '../json.js';

/** Tools that one submission may define; a server with more is told of in several. */
export const MOST_TOOLS = 512;
const LONGEST_DESCRIPTION = 16_384;

/** What a server says its tool does. Hints, never promises: they may make a decision stricter, and alone never laxer. */
export const ToolAnnotationsSchema = z.strictObject({
  title: z.string().max(1024).optional(),
  read_only_hint: z.boolean().optional(),
  destructive_hint: z.boolean().optional(),
  idempotent_hint: z.boolean().optional(),
  open_world_hint: z.boolean().optional(),
});

/** A tool as MCP `tools/list` defines it, with the names of this wire. */
export const ToolDefinitionSchema = z.strictObject({
  name: ToolNameSchema.describe("an action's `tool`, whatever its operation, or `tool.operation`"),
  description: z.string().max(LONGEST_DESCRIPTION).optional(),
  input_schema: JsonObjectSchema.optional(),
  output_schema: JsonObjectSchema.optional(),
  annotations: ToolAnnotationsSchema.optional(),
});
export type ToolDefinition = z.infer<typeof ToolDefinitionSchema>;

/** The tools of a session, each defined once. */
export const ToolDefinitionsSchema = z
  .array(ToolDefinitionSchema)
  .min(1)
  .max(MOST_TOOLS)
  .superRefine((tools, issues) => {
    const names = new Set<string>();
    for (const [index, { name }] of tools.entries()) {
      if (names.has(name)) issues.addIssue({ code: 'custom', path: [index, 'name'], message: `\`${name}\` is defined twice` });
      names.add(name);
    }
  });
