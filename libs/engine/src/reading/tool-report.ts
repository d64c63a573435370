import { toolDeclaration } from '@writ/aarm';
import type { Effect, KnownTool, PolicyTerms, ToolDefinition, ToolPin } from '@writ/aarm';

/** An action as a session's entry tells it, with the agent of its session. */
export interface RecentAction {
  readonly agent: string;
  readonly tool: string;
  readonly operation: string;
  readonly effect: Effect;
}

/** Where the effect of a tool is known from: a line of `tools.yaml`, the server's annotations, its name and schema, or nowhere. */
export type KnownFrom = 'manifest' | 'annotation' | 'inferred' | 'unknown';

/** What one tool of one agent is taken for. */
export interface ToolStanding {
  readonly agent: string;
  readonly name: string;
  readonly effect: Effect;
  readonly from: KnownFrom;
  readonly certainty: number;
  /** Null where no server ever defined it. */
  readonly digest: string | null;
  readonly pinned_at: string | null;
  readonly accepted_by: string | null;
  /** A definition that nobody has accepted yet. */
  readonly changed: ToolPin['met'];
  /** How many of the recent actions were of it. */
  readonly actions: number;
}

/** The tools of a tenant, and how much of what its agents do is by tools whose effect is known. */
export interface ToolReport {
  readonly tools: readonly ToolStanding[];
  readonly recent: { readonly actions: number; readonly known: number };
}

interface Sources {
  readonly pins: readonly ToolPin[];
  readonly actions: readonly RecentAction[];
  readonly terms: Pick<PolicyTerms, 'tools'>;
  readonly knownTool: (definition: ToolDefinition) => KnownTool;
}

/** What every tool is taken for, those first that somebody has to look at. Pure. */
export function toolReport({ pins, actions, terms, knownTool }: Sources): ToolReport {
  const pinned = new Map(pins.map((pin) => [keyOf(pin.agent, pin.name), pin]));
  const pinOf = ({ agent, tool, operation }: RecentAction): ToolPin | undefined =>
    pinned.get(keyOf(agent, `${tool}.${operation}`)) ?? pinned.get(keyOf(agent, tool));
  const used = new Map<string, { readonly action: RecentAction; count: number }>();
  for (const action of actions) {
    const key = keyOf(action.agent, pinOf(action)?.name ?? `${action.tool}.${action.operation}`);
    const counted = used.get(key) ?? { action, count: 0 };
    used.set(key, { ...counted, count: counted.count + 1 });
  }
  const defined = pins.map((pin) => standingOf(pin, { used: used.get(keyOf(pin.agent, pin.name)), terms, knownTool }));
  const others = [...used].flatMap(([key, { action, count }]) => (pinned.has(key) ? [] : [undeclared(action, { count, terms })]));
  const known = actions.filter(({ effect }) => effect !== 'unknown').length;
  return { tools: [...defined, ...others].sort(byConcern), recent: { actions: actions.length, known } };
}

const keyOf = (agent: string, name: string): string => JSON.stringify([agent, name]);

function standingOf(
  { agent, name, digest, definition, pinned_at, accepted_by, met }: ToolPin,
  {
    used,
    terms,
    knownTool,
  }: Pick<Sources, 'terms' | 'knownTool'> & { readonly used: { readonly action: RecentAction; readonly count: number } | undefined },
): ToolStanding {
  const of = { agent, name, digest, pinned_at, accepted_by, changed: met, actions: used?.count ?? 0 };
  const line = declared(terms, used?.action ?? { tool: name, operation: 'call' });
  if (line !== null) return { ...of, effect: line.effect, from: 'manifest', certainty: 1 };
  const known = knownTool(definition);
  if (known.effect === 'unknown') return { ...of, effect: 'unknown', from: 'unknown', certainty: known.certainty };
  const { annotations: _, ...bare } = definition;
  const alone = knownTool(bare);
  const same = alone.effect === known.effect && alone.certainty === known.certainty;
  return { ...of, effect: known.effect, from: same ? 'inferred' : 'annotation', certainty: known.certainty };
}

/** A tool that was used and that no server defined. */
function undeclared(action: RecentAction, { count, terms }: Pick<Sources, 'terms'> & { readonly count: number }): ToolStanding {
  const line = declared(terms, action);
  const from = line === null ? (action.effect === 'unknown' ? 'unknown' : 'inferred') : 'manifest';
  return {
    agent: action.agent,
    name: `${action.tool}.${action.operation}`,
    effect: line?.effect ?? action.effect,
    from,
    certainty: line === null ? 0 : 1,
    digest: null,
    pinned_at: null,
    accepted_by: null,
    changed: null,
    actions: count,
  };
}

const declared = ({ tools }: Pick<PolicyTerms, 'tools'>, of: { readonly tool: string; readonly operation: string }) => {
  const line = toolDeclaration(tools, of);
  return line === null || line.effect === 'unknown' ? null : line;
};

/** Changed ones, then unknown ones, then those that are used most. */
const byConcern = (a: ToolStanding, b: ToolStanding): number =>
  Number(a.changed === null) - Number(b.changed === null) ||
  Number(a.from !== 'unknown') - Number(b.from !== 'unknown') ||
  b.actions - a.actions ||
  (a.name < b.name ? -1 : 1);
