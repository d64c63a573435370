import type { Json, JsonObject, ParameterDeclaration } from '@writ/aarm';
import type { AskedBefore } from './asked-before.js';

/** A change that the answers of people suggest. It is a text to read and to test, and never takes effect by itself. */
export interface Proposal {
  readonly agent: string;
  readonly tool: string;
  readonly operation: string;
  /** The rule whose questions these were, and its priority. */
  readonly rule: string;
  readonly priority: number;
  /** `allow`: everybody approved all of them; `deny`: everybody refused. */
  readonly change: 'allow' | 'deny';
  readonly answered: number;
  readonly people: number;
  /** What the answered actions had in common, as the limits of a grant or a rule. */
  readonly parameters: Readonly<Record<string, Limit>>;
  /** Parameters that were different each time: the change would let them be anything. */
  readonly open: readonly string[];
  /** Samples of what was answered. */
  readonly samples: readonly JsonObject[];
}

/** The limits of one parameter, as a grant takes them. */
export type Limit = Pick<ParameterDeclaration, 'type'> & Partial<Pick<ParameterDeclaration, 'optional' | 'minimum' | 'maximum' | 'allow'>>;

/** From how many answers on a habit is one. By how many people is told, and is for the reader to weigh. */
const HABIT = { allow: 10, deny: 5 } as const;
const MOST_ALLOWED = 8;
const MOST_SAMPLES = 5;

/** Groups of questions that people always answer alike; pure. One answer the other way, and nothing is proposed. */
export function proposalsFrom(asked: readonly AskedBefore[]): readonly Proposal[] {
  const groups = new Map<string, AskedBefore[]>();
  for (const each of asked.filter(({ fate, agent }) => agent !== null && (fate === 'approved' || fate === 'denied'))) {
    const key = JSON.stringify([each.agent, each.tool, each.operation, each.rule]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => proposalOf(group)).sort((a, b) => b.answered - a.answered);
}

function proposalOf(group: readonly AskedBefore[]): readonly Proposal[] {
  const [first] = group;
  const fates = new Set(group.map(({ fate }) => fate));
  if (first?.agent === undefined || first.agent === null || fates.size !== 1) return [];
  const change = first.fate === 'approved' ? 'allow' : 'deny';
  if (group.length < HABIT[change]) return [];
  const limits = limitsOf(group.map(({ parameters }) => parameters));
  return [
    {
      ...{ agent: first.agent, tool: first.tool, operation: first.operation, rule: first.rule, priority: first.priority, change },
      answered: group.length,
      people: new Set(group.flatMap(({ by }) => by)).size,
      parameters: limits,
      open: Object.entries(limits).flatMap(([name, limit]) => (isOpen(limit) ? [name] : [])),
      samples: group.slice(0, MOST_SAMPLES).map(({ parameters }) => parameters),
    },
  ];
}

const isOpen = ({ type, allow, maximum }: Limit): boolean => type !== 'boolean' && allow === undefined && maximum === undefined;

/** What all of them keep to: each parameter that any of them has. */
function limitsOf(all: readonly JsonObject[]): Proposal['parameters'] {
  const names = [...new Set(all.flatMap((parameters) => Object.keys(parameters)))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const values = all.flatMap((parameters) => (Object.hasOwn(parameters, name) ? [parameters[name] ?? null] : []));
      return [name, { ...limitOf(values), ...(values.length < all.length ? { optional: true } : {}) }];
    }),
  );
}

function limitOf(values: readonly Json[]): Limit {
  if (values.every((value) => typeof value === 'number'))
    return { type: 'number', minimum: Math.min(...values), maximum: Math.max(...values) };
  if (values.every((value) => typeof value === 'boolean')) return { type: 'boolean', allow: [...new Set(values)] };
  if (values.every((value) => typeof value === 'string')) {
    const distinct = [...new Set(values)];
    return distinct.length <= MOST_ALLOWED && distinct.length * 2 <= values.length
      ? { type: 'string', allow: distinct }
      : { type: 'string' };
  }
  return values.every((value) => Array.isArray(value)) ? { type: 'array' } : { type: 'any' };
}
