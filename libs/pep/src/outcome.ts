import { createHash } from 'node:crypto';
import type { Json, OutcomeReport } from '@writ/aarm';

/** An output up to this many characters of JSON travels whole; of a larger one, digest, length and an excerpt. */
const MAX_OUTPUT = 1024 * 1024;
const EXCERPT = 64 * 1024;
/** Deeper than any tool answers; the service's own limit is a little beyond. */
const MAX_DEPTH = 24;

/** What execution did, before it is cut down to what the wire takes. */
export interface Execution {
  readonly status: 'completed' | 'failed';
  readonly output?: Json;
  readonly error?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

/** The report of an execution; a large output is replaced by its digest, its length and both of its ends. */
export const outcomeReport = (execution: Execution): OutcomeReport => ({
  status: execution.status,
  ...(execution.startedAt === undefined ? {} : { started_at: execution.startedAt }),
  ...(execution.completedAt === undefined ? {} : { completed_at: execution.completedAt }),
  ...(execution.error === undefined ? {} : { error: wellFormed(execution.error).slice(0, 4000) }),
  ...(execution.output === undefined ? {} : outputMembers(execution.output)),
});

const outputMembers = (output: Json): Partial<OutcomeReport> => {
  const told = exact(output, 0);
  const text = JSON.stringify(told);
  if (text.length <= MAX_OUTPUT) return { output: told };
  return {
    output: `${wellFormed(text.slice(0, EXCERPT))}\n[…]\n${wellFormed(text.slice(-EXCERPT))}`,
    output_digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    output_length: Buffer.byteLength(text),
  };
};

/**
 * The output as the service's strict reader takes it. What tools print is not ours to refuse, so what two readers could
 * understand differently is told in another form: else this outcome would never be recorded.
 */
const exact = (value: Json, depth: number): Json => {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[nested too deep]';
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => exact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [exactName(name), exact(member, depth + 1)]));
};

const exactName = (name: string): string => (name === '__proto__' ? '_proto_' : wellFormed(name));

const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
