import { createHash } from 'node:crypto';
import type { Json, OutcomeReport } from '@writ/aarm';

/** An output up to this many characters of JSON travels whole; of a larger one, digest, length and an excerpt. */
const MAX_OUTPUT = 1024 * 1024;
const EXCERPT = 64 * 1024;

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
  const text = JSON.stringify(output);
  // JSON.stringify escapes lone surrogates, so parsing a well-formed copy is what the service's strict reader accepts.
  if (text.length <= MAX_OUTPUT) return { output: JSON.parse(text.replaceAll(/\\ud[89a-f][0-9a-f]{2}/giu, '\ufffd')) as Json };
  return {
    output: `${wellFormed(text.slice(0, EXCERPT))}\n[…]\n${wellFormed(text.slice(-EXCERPT))}`,
    output_digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    output_length: Buffer.byteLength(text),
  };
};

const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
