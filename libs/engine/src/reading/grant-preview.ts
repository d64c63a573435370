import { covers } from '@writ/aarm';
import type { GrantRequest, JsonObject } from '@writ/aarm';
import type { AskedBefore } from './asked-before.js';

/** What a grant would have answered in the past week, and what people answered instead. */
export interface GrantPreview {
  readonly since: string;
  /** Questions that were looked at; `complete` is false where there were more, or some cannot be read any more. */
  readonly looked_at: number;
  readonly complete: boolean;
  readonly covered: number;
  readonly approved: number;
  /** INVARIANT: shown first: what people refused is what a grant would have let run. */
  readonly denied: number;
  readonly timed_out: number;
  readonly waiting: number;
  /** Uses that would have been left at the end of the week; negative where people would have been asked again. */
  readonly uses_left: number;
  readonly samples: readonly {
    readonly decision_id: string;
    readonly at: string;
    readonly fate: AskedBefore['fate'];
    readonly parameters: JsonObject;
  }[];
}

const MOST_SAMPLES = 10;
const FATES: readonly AskedBefore['fate'][] = ['denied', 'timed_out', 'waiting', 'otherwise', 'approved'];

/** Holds a grant that nobody has given yet against the questions of the past; pure. */
export function previewOf(
  request: GrantRequest,
  { asked, complete, since }: { readonly asked: readonly AskedBefore[]; readonly complete: boolean; readonly since: string },
): GrantPreview {
  const grant = {
    ...{ ...request, tenant_id: '', grant_id: '', by: '', roles: [], at: since, uses: 0, revoked_at: null, revoked_by: null },
  };
  const covered = asked.filter((each) => covers(grant, { ...each, now: 0 }));
  const count = (fate: AskedBefore['fate']): number => covered.filter((each) => each.fate === fate).length;
  const gravest = covered.toSorted((a, b) => FATES.indexOf(a.fate) - FATES.indexOf(b.fate));
  return {
    since,
    looked_at: asked.length,
    complete,
    covered: covered.length,
    approved: count('approved'),
    denied: count('denied'),
    timed_out: count('timed_out'),
    waiting: count('waiting'),
    uses_left: request.max_uses - covered.length,
    samples: gravest.slice(0, MOST_SAMPLES).map(({ decision_id, at, fate, parameters }) => ({ decision_id, at, fate, parameters })),
  };
}
