import type { z } from 'zod';
import { RELEASE } from '../action/action.js';
import type { SubmittedAction } from '../action/action.js';
import type { Classification, Effect } from '../context/context.js';
import type { Trust } from '../context/lineage.js';
import type { Decision } from '../decision/decision.js';
import { JsonSchema } from '../json.js';
import type { Json, JsonObject } from '../json.js';
import { OutcomeReportSchema } from './outcome.js';

/** `POST /v1/decisions/{id}/output`: what execution did, with the output that is to be shown. */
export const OutputReportSchema = OutcomeReportSchema.extend({ output: JsonSchema.describe('the output that is to be shown') });
export type OutputReport = z.infer<typeof OutputReportSchema>;

/** What is known of an output: what its release is decided by. Of the output itself there is only the digest. */
export interface Inspected {
  /** What was found, as `LABEL/kind`, each once and sorted. */
  readonly shows: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly classification: Classification;
  readonly trust: Trust;
  /** The effects that sentences in it tell somebody to bring about. */
  readonly tells: readonly Effect[];
  /** False where there is more than was looked at: of that nothing is known, and it is never redacted. */
  readonly whole: boolean;
}

/** The action of showing an output. */
export function releaseOf(
  {
    decision_id,
    tool,
    operation,
    digest,
  }: { readonly decision_id: string; readonly tool: string; readonly operation: string; readonly digest: string },
  { shows, counts, classification, trust, tells, whole }: Inspected,
): SubmittedAction {
  const parameters: JsonObject = {
    ...{ of: decision_id, tool, operation, digest, shows, counts, trust, tells, whole },
    level: classification.level,
    labels: classification.labels,
  };
  return { ...RELEASE, call_id: decision_id, parameters };
}

/** What of an output may not be shown: what was found in it and is not among what was decided may be; nothing where nothing was changed. */
export function toRedact(shows: readonly string[], effective: JsonObject | null): readonly string[] {
  if (effective === null) return [];
  const shown = effective['shows'];
  return Array.isArray(shown) ? shows.filter((each) => !shown.includes(each)) : shows;
}

/** Something that was taken out of an output. */
export interface Redaction {
  /** The members and places that lead to it, as a JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly label: string;
  readonly kind: string;
}

/** Whether an output may be shown, and what of it. */
export interface Release {
  /** The decision of its own; anything but ALLOW and MODIFY withholds the output. */
  readonly decision: Decision;
  /** The output with less in it where the decision is MODIFY; else absent: it is shown as it is, or not at all. */
  readonly output?: Json;
  readonly redactions: readonly Redaction[];
}
