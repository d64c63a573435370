import type { ContextState, Entry, EntryBody } from '@writ/aarm';

/** An action of a session, as a later one looks back at it. */
export interface PriorAction {
  readonly action_id: string;
  readonly tool: string;
  readonly operation: string;
  readonly result: string | null;
  readonly at: string;
}

/** The actions among these entries, each with how it was decided. */
export function priorActions(entries: readonly Entry[], bodies: readonly EntryBody[]): readonly PriorAction[] {
  const results = new Map(
    bodies.flatMap((body) => (body.kind === 'decision' || body.kind === 'resolution' ? [[body.action_id, body.result] as const] : [])),
  );
  return entries.flatMap((entry, i) => {
    const body = bodies[i];
    if (body?.kind !== 'action') return [];
    const { action_id, tool, operation } = body;
    return [{ action_id, tool, operation, result: results.get(action_id) ?? null, at: entry.at }];
  });
}

/** A state as it is given out: the index of what was read is digests that say nothing to anybody. */
export const shownState = (state: ContextState): ContextState => ({ ...state, lineage: { ...state.lineage, segments: [] } });
