import type { Decision, Json, Redaction } from '@writ/aarm';
import { notUnderstood, unreadable } from './failure.js';
import type { Execution } from './outcome.js';
import { outcomeReport } from './outcome.js';
import { readDecision } from './read-decision.js';
import { refusalOf, stillOpen } from './ruling.js';
import type { Refusal } from './ruling.js';

/** Whether the model may see what a tool returned. */
export type Shown =
  | { readonly kind: 'show'; readonly output: Json; readonly decision: Decision; readonly redactions: readonly Redaction[] }
  /** It is not shown: what is told instead is the refusal's message. */
  | { readonly kind: 'withhold'; readonly refusal: Refusal };

export interface ReleaseRequest {
  readonly decisionId: string;
  readonly sessionId: string;
  readonly execution: Execution & { readonly output: Json };
}

type Post = (path: string, body: unknown) => Promise<{ readonly body: unknown }>;

/** Starts from withholding; only an executing decision about this output shows it. Never throws. */
export const release = async (post: Post, { decisionId, sessionId, execution }: ReleaseRequest): Promise<Shown> => {
  try {
    const report = outcomeReport(execution);
    const { body } = await post(`/v1/decisions/${encodeURIComponent(decisionId)}/output`, report);
    if (typeof body !== 'object' || body === null) throw unreadable('it is not an object');
    const { decision: told, output, redactions, ...rest } = body as Readonly<Record<string, unknown>>;
    if (Object.keys(rest).length > 0 || !isRedactions(redactions)) throw unreadable('wrong or unknown members');
    const decision = readDecision(told, { sessionId, callId: decisionId });
    return shown(decision, {
      whole: report.output_digest === undefined,
      own: execution.output,
      output: output as Json | undefined,
      redactions,
    });
  } catch (error) {
    return { kind: 'withhold', refusal: refusalOf(error) };
  }
};

/** INVARIANT: what the service redacted is shown as it redacted it; what it saw only the ends of is not shown whole. */
function shown(
  decision: Decision,
  by: { readonly whole: boolean; readonly own: Json; readonly output: Json | undefined; readonly redactions: readonly Redaction[] },
): Shown {
  if (decision.result === 'DENY') return { kind: 'withhold', refusal: { kind: 'refuse', ...decision.reason, remedy: null, decision } };
  if (decision.result !== 'ALLOW' && decision.result !== 'MODIFY') return { kind: 'withhold', refusal: stillOpen(decision) };
  const { own, output, redactions, whole } = by;
  if (output !== undefined) return { kind: 'show', output, decision, redactions };
  if (decision.result === 'MODIFY') throw notUnderstood('less is to be shown, and not what');
  if (!whole) throw notUnderstood('an output of which the service saw only the ends');
  return { kind: 'show', output: own, decision, redactions };
}

const isRedactions = (value: unknown): value is readonly Redaction[] =>
  Array.isArray(value) &&
  value.every(
    (each: unknown) =>
      typeof each === 'object' &&
      each !== null &&
      ['path', 'label', 'kind'].every((name) => typeof (each as Record<string, unknown>)[name] === 'string'),
  );
