import { DEPENDENCIES, ProblemError, executes } from '@writ/aarm';
import type { Dependencies, JsonObject } from '@writ/aarm';
import type { Deciding } from './deciding.js';
import type { Journal } from '../journal/journal.js';
import type { DecisionRecord } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';

/** What this works with. */
export type NeedsServices = Pick<Journal, 'store'> & Pick<Deciding, 'deferrals'>;

/** Who needs what: part of what is decided on, so that a replay decides on the same. */
export type Needs = JsonObject & { readonly [DEPENDENCIES]?: Dependencies };

const NONE: Needs = {};

/**
 * How far the actions are that this one needs the output of. An allowed action has no output before its outcome is
 * reported, so it is waited for like one that is deferred; what was denied, failed or got lost never has one.
 */
export async function needsOf(services: NeedsServices, { session }: Snapshot, ids: readonly string[] | undefined): Promise<Needs> {
  if (ids === undefined) return NONE;
  const found = await Promise.all(
    ids.map(async (id, index) => {
      const record = await services.store.decisionOfAction(session.tenant_id, session.session_id, id);
      if (record === null) throw unknownAction(id, index);
      return { id, record };
    }),
  );
  const waiting = found.filter(({ record }) => waits(record));
  return {
    [DEPENDENCIES]: {
      waiting: waiting.map(({ id }) => id),
      broken: found.filter(({ record }) => !waits(record) && record.outcome !== 'completed').map(({ id }) => id),
      depth: Math.max(0, ...waiting.map(({ record }) => 1 + (record.suspended?.depth ?? 0))),
      most: services.deferrals.cascade_depth,
    },
  };
}

const waits = ({ state, answer, outcome }: DecisionRecord): boolean =>
  state === 'pending' || (executes(answer.result) && outcome === 'awaited');

const unknownAction = (id: string, index: number): ProblemError =>
  new ProblemError('invalid_field', {
    detail: `there is no action \`${id}\` in this session: name the \`action_id\` of an earlier decision`,
    field: `action.depends_on.${index.toString()}`,
  });

/** The depth of a wait, for those that will stand behind it. */
export const depthIn = (needs: JsonObject): number => {
  const said = needs[DEPENDENCIES] as Dependencies | undefined;
  return said?.depth ?? 0;
};
