import { z } from 'zod';

const DIGEST = /^sha256:[0-9a-f]{64}$/u;
const asked = { tenant_id: z.string().min(1).max(64), decision_id: z.string().min(1).max(64) };

/** What a button of a message stands for: the answer, and exactly what it answers. */
const ChoiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('approval'),
    ...asked,
    action_digest: z.string().regex(DIGEST),
    answer: z.enum(['approve', 'deny']),
  }),
  z.strictObject({
    kind: z.literal('question'),
    ...asked,
    fact: z.string().min(1).max(64),
    value: z.union([z.string().max(128), z.number(), z.boolean()]),
  }),
]);
export type Choice = Readonly<z.infer<typeof ChoiceSchema>>;

/** A choice as a button carries it. */
export const choiceText = (choice: Choice): string => JSON.stringify(choice);

/** The choice that a button carried; null where it is none of ours. */
export function choiceIn(value: unknown): Choice | null {
  let read = value;
  if (typeof value === 'string') {
    try {
      read = JSON.parse(value) as unknown;
    } catch {
      return null;
    }
  }
  const parsed = ChoiceSchema.safeParse(read);
  return parsed.success ? parsed.data : null;
}
