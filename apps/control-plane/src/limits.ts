import { ProblemError } from '@writ/aarm';
import { Kind, parse } from 'graphql';
import type { DocumentNode, FieldNode, FragmentDefinitionNode, SelectionSetNode, ValueNode } from 'graphql';

/** What a query may ask for. Each is far above what the console and the command line use. */
export const LIMITS = {
  /** Lexical tokens, counted before anything else is looked at. */
  tokens: 2_000,
  /** Fields inside each other. */
  depth: 10,
  /** The same where a query asks for the schema, whose types nest. */
  introspectionDepth: 20,
  /** Fields under another name. */
  aliases: 20,
  /** Fields that would be resolved, lists counted at the length asked for. */
  cost: 20_000,
  /** Rows of one list. */
  rows: 200,
  /** Rows of a list that names no number. */
  rowsByDefault: 50,
} as const;

/** Lists that are no pages: how many rows each gives where a query names no number. */
export const PLAIN_LISTS: Readonly<Record<string, number>> = { newestDecisions: 10 };
/** Fields that hold as much as thousands of others: the whole text of a version, megabytes of it. */
const HEAVY: Readonly<Record<string, number>> = { sources: 5_000 };

type Variables = Readonly<Record<string, unknown>>;
interface Weight {
  readonly depth: number;
  readonly cost: number;
  readonly aliases: number;
}
const NOTHING: Weight = { depth: 0, cost: 0, aliases: 0 };

/**
 * Weighs a query before any of it is resolved.
 *
 * @throws ProblemError `invalid_field` that names the limit, what was asked, and the fix
 */
export function checkQuery(query: string, variables: unknown): void {
  checkDocument(parsed(query), variables);
}

/** As {@link checkQuery}, of a query that was parsed already. */
export function checkDocument(document: DocumentNode, variables: unknown): void {
  const { depth, introspection, cost, aliases } = weigh(document, isVariables(variables) ? variables : {});
  if (depth > LIMITS.depth) throw over('depth', depth, 'ask for less at once, in several queries');
  if (introspection > LIMITS.introspectionDepth) throw over('introspectionDepth', introspection, 'read the schema file instead');
  if (aliases > LIMITS.aliases) throw over('aliases', aliases, 'send several queries, or a list query');
  if (cost > LIMITS.cost) throw over('cost', cost, 'ask for fewer rows with `first`, or fewer fields');
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'the query cannot be read';
    if (message.includes('tokens')) throw over('tokens', null, 'send values as variables, and less at once');
    throw new ProblemError('invalid_field', { detail: message, field: 'query' });
  }
}

const NAMES = {
  tokens: 'tokens',
  depth: 'levels',
  introspectionDepth: 'levels of the schema',
  aliases: 'aliases',
  cost: 'fields',
} as const;

const over = (limit: keyof typeof NAMES, asked: number | null, fix: string): ProblemError =>
  new ProblemError('invalid_field', {
    detail: `the query has ${asked === null ? 'too many' : `\`${String(asked)}\``} ${NAMES[limit]}, at most \`${String(LIMITS[limit])}\` are taken; ${fix}`,
    field: 'query',
  });

const isVariables = (value: unknown): value is Variables => typeof value === 'object' && value !== null && !Array.isArray(value);

function weigh(document: DocumentNode, variables: Variables): Weight & { readonly introspection: number } {
  const scale = new Scale(document, variables);
  const all = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? [scale.of(each.selectionSet, LIMITS.rowsByDefault)] : [],
  );
  return { ...all.reduce(joined, NOTHING), introspection: scale.introspection };
}

const joined = (a: Weight, b: Weight): Weight => ({
  depth: Math.max(a.depth, b.depth),
  cost: a.cost + b.cost,
  aliases: a.aliases + b.aliases,
});

class Scale {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  /** Each fragment is weighed once, so that fragments within fragments cost nothing to look at; null while it is weighed. */
  readonly #known = new Map<string, Weight | null>();
  introspection = 0;

  constructor({ definitions }: DocumentNode, variables: Variables) {
    const fragments = definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : []));
    this.#fragments = new Map(fragments);
    this.#variables = variables;
  }

  /** Weighs a selection; `rows` is what its `nodes` and `edges` stand for. */
  of({ selections }: SelectionSetNode, rows: number): Weight {
    return selections
      .map((each) => {
        if (each.kind === Kind.FIELD) return this.#field(each, rows);
        return each.kind === Kind.INLINE_FRAGMENT ? this.of(each.selectionSet, rows) : this.#fragment(each.name.value, rows);
      })
      .reduce(joined, NOTHING);
  }

  #fragment(name: string, rows: number): Weight {
    const key = `${name} ${String(rows)}`;
    const known = this.#known.get(key);
    const fragment = this.#fragments.get(name);
    // One that contains itself, or is not there, is refused by the validation that follows.
    if (known !== undefined || fragment === undefined) return known ?? NOTHING;
    this.#known.set(key, null);
    const weight = this.of(fragment.selectionSet, rows);
    this.#known.set(key, weight);
    return weight;
  }

  #field(field: FieldNode, rows: number): Weight {
    const name = field.name.value;
    const plain = PLAIN_LISTS[name];
    const rowsHere = this.#rows(field, plain ?? LIMITS.rowsByDefault);
    const inner = field.selectionSet === undefined ? NOTHING : this.of(field.selectionSet, rowsHere);
    const aliases = inner.aliases + (field.alias === undefined ? 0 : 1);
    if (name.startsWith('__')) {
      this.introspection = Math.max(this.introspection, inner.depth + 1);
      return { depth: 0, cost: 1 + inner.cost, aliases };
    }
    const times = plain !== undefined ? rowsHere : name === 'nodes' || name === 'edges' ? rows : 1;
    return { depth: inner.depth + 1, cost: (HEAVY[name] ?? 1) + inner.cost * times, aliases };
  }

  /** How many rows a list gives. */
  #rows({ arguments: given = [] }: FieldNode, byDefault: number): number {
    const first = given.find(({ name }) => name.value === 'first');
    return first === undefined ? byDefault : this.#number(first.value);
  }

  #number(value: ValueNode): number {
    const given = value.kind === Kind.VARIABLE ? this.#variables[value.name.value] : value.kind === Kind.INT ? Number(value.value) : null;
    return typeof given === 'number' && given >= 1 ? Math.min(given, LIMITS.rows) : LIMITS.rows;
  }
}
