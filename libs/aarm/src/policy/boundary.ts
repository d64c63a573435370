import { z } from 'zod';
import { EFFECTS, LEVELS, LevelSchema } from '../context/context.js';
import type { Effect, Level } from '../context/context.js';
import { matchesGlob } from './tool-declaration.js';

/**
 * How far an agent may go for a kind of request: who asks to have something looked up has not asked for rights to be granted.
 * A request is of the class if it asks for something, and for nothing beside what `asks` lists.
 */
export const BoundarySchema = z.strictObject({
  intent: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/u),
  asks: z.array(z.enum(EFFECTS)).min(1),
  /** Globs over tools; any where left out. */
  tools: z.array(z.string().min(1)).min(1).optional(),
  effects: z.array(z.enum(EFFECTS)).min(1).optional(),
  /** The highest level that the session may have touched. */
  level: LevelSchema.optional(),
  /** Actions on one request. */
  actions: z.int().min(1).max(100_000).optional(),
});
export type Boundary = Readonly<z.infer<typeof BoundarySchema>>;

/** What of a boundary an action is beyond. `privilege`: an effect outside that changes who may do what. */
export const OVERSTEPS = ['tool', 'privilege', 'effect', 'level', 'chain_length'] as const;
export type Overstep = (typeof OVERSTEPS)[number];

const PRIVILEGED: ReadonlySet<Effect> = new Set<Effect>(['grant', 'credential', 'configure']);

/** The class of a request, and what an action oversteps. */
export interface Bounded {
  /** The first class that the request is of; null where it is of none. */
  readonly intent: string | null;
  readonly outside: readonly Overstep[];
}

/** Where several boundaries are about a request, each of them holds (AARM R7). Pure. */
export function boundedBy(
  boundaries: readonly Boundary[],
  requested: ReadonlySet<Effect>,
  action: { readonly tool: string; readonly effect: Effect; readonly level: Level; readonly actions: number },
): Bounded {
  const about = requested.size === 0 ? [] : boundaries.filter(({ asks }) => [...requested].every((effect) => asks.includes(effect)));
  const beyond = about.flatMap((boundary) => overstepped(boundary, action));
  return { intent: about[0]?.intent ?? null, outside: OVERSTEPS.filter((each) => beyond.includes(each)) };
}

function overstepped(
  { tools, effects, level, actions }: Boundary,
  action: { readonly tool: string; readonly effect: Effect; readonly level: Level; readonly actions: number },
): readonly Overstep[] {
  const outside: Overstep[] = [];
  if (tools !== undefined && !tools.some((glob) => matchesGlob(glob, action.tool))) outside.push('tool');
  if (effects !== undefined && !effects.includes(action.effect)) outside.push(PRIVILEGED.has(action.effect) ? 'privilege' : 'effect');
  if (level !== undefined && LEVELS.indexOf(action.level) > LEVELS.indexOf(level)) outside.push('level');
  if (actions !== undefined && action.actions >= actions) outside.push('chain_length');
  return outside;
}
