import { z } from 'zod';

/**
 * What a PEP **must** do with a decision. An obligation that it does not know is a DENY at the PEP.
 * - `replace_parameters`: run exactly the `effective_parameters` of the decision, never the submitted ones
 * - `report_outcome`: report `completed` or `failed` within `within_s` seconds
 */
export const ObligationSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('replace_parameters') }),
  z.strictObject({ type: z.literal('report_outcome'), within_s: z.int().min(1) }),
]);
export type Obligation = z.infer<typeof ObligationSchema>;
export const OBLIGATION_TYPES = ['replace_parameters', 'report_outcome'] as const;

/**
 * One edit of a MODIFY, at a path of the parameters (member names, outermost first). Each may only narrow:
 * - `cap`: lower a number to at most `value` (sets it where absent, if the catalogue marks the parameter restricting)
 * - `set`: add a parameter that the catalogue marks restricting, or redact a scalar to a constant
 * - `keep`: shrink an array to the members listed in `value`
 * - `drop`: drop an optional key
 */
export const ModificationSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('cap'), path: z.array(z.string()).min(1).max(16), value: z.number() }),
  z.strictObject({
    op: z.literal('set'),
    path: z.array(z.string()).min(1).max(16),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  }),
  z.strictObject({
    op: z.literal('keep'),
    path: z.array(z.string()).min(1).max(16),
    value: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
  z.strictObject({ op: z.literal('drop'), path: z.array(z.string()).min(1).max(16) }),
]);
export type Modification = z.infer<typeof ModificationSchema>;
