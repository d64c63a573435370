import { z } from 'zod';
import { FactSchema } from '../context/context.js';

/** How a pending decision ended (design §5). */
export const RESOLUTION_METHODS = [
  'context_supplied',
  'label',
  'fact',
  'awaited_outcome',
  'resolver',
  'user_confirmation',
  'safe_constraints',
  'human_approval',
  'timeout',
  'cascade_limit',
  'kill_switch',
  'session_closed',
] as const;
export const ResolutionMethodSchema = z.enum(RESOLUTION_METHODS);
export type ResolutionMethod = z.infer<typeof ResolutionMethodSchema>;

/** `POST /v1/decisions/{id}/context`: the facts that a DEFER asked for. */
export const SuppliedContextSchema = z.strictObject({ facts: z.array(FactSchema).min(1).max(32) });
export type SuppliedContext = z.infer<typeof SuppliedContextSchema>;
