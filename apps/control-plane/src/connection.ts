import { ProblemError } from '@writ/aarm';
import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { LIMITS } from './limits.js';

/** Where a page ends. */
@ObjectType('PageInfo')
export class PageInfoType {
  @Field(() => Boolean) readonly hasNextPage!: boolean;
  @Field(() => String, { nullable: true, description: 'give it as `after` to go on' }) readonly endCursor!: string | null;
}

/** What every list takes. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: LIMITS.rowsByDefault, description: `from 1 to ${String(LIMITS.rows)}` }) readonly first!: number;
  @Field(() => String, { nullable: true, description: '`endCursor` of the page before' }) readonly after?: string | null;
}

/** One page of a list. */
export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfoType;
}

/** The GraphQL type of a list of nodes. */
export function connectionOf<Node>(node: Type<Node>, name: string): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field(() => String) readonly cursor!: string;
    @Field(() => node) readonly node!: Node;
  }
  @ObjectType(`${name}Connection`)
  class ConnectionType implements Connection<Node> {
    @Field(() => [node]) readonly nodes!: readonly Node[];
    @Field(() => [EdgeType]) readonly edges!: readonly EdgeType[];
    @Field(() => PageInfoType) readonly pageInfo!: PageInfoType;
  }
  return ConnectionType;
}

type Key = readonly (string | number)[];
interface Paging<Row, Node> {
  readonly args: PageArgs;
  /** What orders the rows; the place that a cursor names. */
  readonly key: (row: Row) => Key;
  readonly node: (row: Row) => Node;
}

/** Reads one row more than was asked for, to know whether there are more. */
export async function pageOf<Row, Node>(
  read: (limit: number, after: Key | null) => Promise<readonly Row[]>,
  { args, key, node }: Paging<Row, Node>,
): Promise<Connection<Node>> {
  const { first, after = null } = args;
  if (first < 1 || first > LIMITS.rows)
    throw new ProblemError('invalid_field', {
      detail: `\`first\` is \`${String(first)}\`: give a number from 1 to ${String(LIMITS.rows)}`,
      field: 'first',
    });
  const rows = await read(first + 1, after === null ? null : placeOf(after));
  const edges = rows.slice(0, first).map((row) => ({ cursor: cursorOf(key(row)), node: node(row) }));
  return {
    nodes: edges.map((edge) => edge.node),
    edges,
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

/** A page of what is in memory already. */
export const pageFrom = <Row, Node>(rows: readonly Row[], args: PageArgs, node: (row: Row) => Node): Promise<Connection<Node>> => {
  const numbered = rows.map((row, index) => ({ row, index }));
  const read = (limit: number, after: Key | null): Promise<typeof numbered> => {
    const from = after === null ? 0 : numberIn(after, 0) + 1;
    return Promise.resolve(numbered.slice(from, from + limit));
  };
  return pageOf(read, { args, key: ({ index }) => [index], node: ({ row }) => node(row) });
};

const cursorOf = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url');

function placeOf(cursor: string): Key {
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (Array.isArray(key) && key.every((part) => typeof part === 'string' || typeof part === 'number')) return key;
  } catch {
    // Told below, like a cursor of the wrong shape.
  }
  throw noCursor();
}

const noCursor = (): ProblemError =>
  new ProblemError('invalid_field', {
    detail: '`after` is no cursor of this list: give the `endCursor` of the page before',
    field: 'after',
  });

/** The text at a place of a cursor; a cursor of another list is refused. */
export function textIn(key: Key, index: number): string {
  const part = key[index];
  if (typeof part !== 'string' || part.length > 200) throw noCursor();
  return part;
}

/** The time at a place of a cursor. */
export function timeIn(key: Key, index: number): string {
  const text = textIn(key, index);
  if (!Number.isFinite(Date.parse(text))) throw noCursor();
  return text;
}

/** The number at a place of a cursor. */
export function numberIn(key: Key, index: number): number {
  const part = key[index];
  if (typeof part !== 'number' || !Number.isSafeInteger(part) || Math.abs(part) > 2 ** 31 - 1) throw noCursor();
  return part;
}
