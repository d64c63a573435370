import { z } from 'zod';
import { EFFECTS } from '../context/context.js';

/** Which actions a rule is about: tool and operation globs (`*` only), or an effect class. */
export const AppliesToSchema = z.union([
  z.strictObject({ tool: z.string().min(1), operation: z.string().min(1).default('*') }),
  z.strictObject({ effect: z.enum(EFFECTS) }),
]);
export type AppliesTo = z.infer<typeof AppliesToSchema>;
