import { loadModule, parseSync } from 'libpg-query';
import { spelledSql } from './spelled-sql.js';
import { NO_SQL, OUTWARD, mergedSql } from './sql-view.js';
import type { SqlKind, SqlStatement, SqlView } from './sql-view.js';

// The grammar is WASM inside the package; it is compiled once, when this library is loaded.
await loadModule();

const BROKEN: SqlView = { ...NO_SQL, unreadable: ['the parser of SQL broke down'] };

interface AstNode {
  readonly [name: string]: unknown;
}

const KINDS: Readonly<Record<string, readonly [SqlKind, string]>> = {
  SelectStmt: ['select', ''],
  InsertStmt: ['insert', ''],
  UpdateStmt: ['update', ''],
  DeleteStmt: ['delete', ''],
  MergeStmt: ['merge', ''],
  DropStmt: ['drop', ''],
  DropdbStmt: ['drop', 'database'],
  DropRoleStmt: ['drop', 'role'],
  DropOwnedStmt: ['drop', 'owned'],
  DropTableSpaceStmt: ['drop', 'tablespace'],
  DropUserMappingStmt: ['drop', 'role'],
  TruncateStmt: ['truncate', 'table'],
  AlterTableStmt: ['alter', 'table'],
  AlterRoleStmt: ['alter', 'role'],
  AlterRoleSetStmt: ['alter', 'role'],
  AlterDatabaseStmt: ['alter', 'database'],
  AlterSystemStmt: ['alter', 'system'],
  RenameStmt: ['alter', ''],
  CreateStmt: ['create', 'table'],
  CreateRoleStmt: ['create', 'role'],
  CreatedbStmt: ['create', 'database'],
  CreateSchemaStmt: ['create', 'schema'],
  CreateFunctionStmt: ['create', 'function'],
  CreateExtensionStmt: ['create', 'extension'],
  CreateTableAsStmt: ['create', 'table'],
  IndexStmt: ['create', 'index'],
  ViewStmt: ['create', 'view'],
  GrantStmt: ['grant', ''],
  GrantRoleStmt: ['grant', 'role'],
  AlterDefaultPrivilegesStmt: ['grant', ''],
  CopyStmt: ['copy', ''],
  CallStmt: ['call', ''],
  VariableShowStmt: ['show', ''],
};

type Parsed = ReturnType<typeof parseSync>;

/** Set once the parser itself failed: it cannot be started anew, and what it would say then is worth nothing. */
let isBroken = false;

/**
 * Reads a text with PostgreSQL's own grammar; null if it is not PostgreSQL. INVARIANT: whoever calls has bounded the depth of the text,
 * so that the parser never runs out of stack.
 */
export function postgresSql(text: string): SqlView | null {
  if (isBroken) return BROKEN;
  let parsed: Parsed;
  try {
    parsed = parseSync(text);
  } catch (fault) {
    isBroken = fault instanceof Error && (fault.name === 'RangeError' || fault.name === 'RuntimeError');
    return isBroken ? BROKEN : null;
  }
  const reading = new Reading();
  for (const { stmt } of parsed.stmts ?? []) reading.visit(stmt);
  return mergedSql([{ ...NO_SQL, statements: reading.statements, reaches: reading.reaches }, ...reading.inner]);
}

/** A member of the tree, and how many others it is inside of. */
interface Member {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

/** Goes through the tree in its order, with a list of what is still to be seen: a tree is deeper than a stack. */
class Reading {
  readonly statements: SqlStatement[] = [];
  readonly reaches: string[] = [];
  readonly inner: SqlView[] = [];
  readonly #open: Member[] = [];

  visit(root: unknown): void {
    this.#look(root, 0);
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      const { name, value, depth } = next;
      if (isNode(value) && name.endsWith('Stmt')) this.#statement(name, value, depth);
      else this.#other(name, value, depth);
    }
  }

  /** Puts the members of a value where they are seen next, the first one on top. */
  #look(value: unknown, depth: number): void {
    const members: Member[] = [];
    for (const node of flattened(value)) for (const [name, inner] of Object.entries(node)) members.push({ name, value: inner, depth });
    while (members.length > 0) this.#open.push(members.pop() as Member);
  }

  #statement(name: string, node: AstNode, depth: number): void {
    if (name === 'ExplainStmt' && !JSON.stringify(node['options'] ?? '').includes('analyze')) {
      this.statements.push({ ...described(name, node, depth), kind: 'show' });
      return;
    }
    // A select inside another statement is how that one reads; only what changes data counts by itself.
    if (name !== 'ExplainStmt' && (name !== 'SelectStmt' || depth === 0)) this.statements.push(described(name, node, depth));
    if (name === 'CopyStmt' && node['is_program'] === true) this.reaches.push('copy program');
    else if (name === 'CopyStmt' && typeof node['filename'] === 'string') this.reaches.push('copy file');
    if (name === 'DoStmt' || name === 'CreateFunctionStmt')
      for (const body of stringsIn(node)) if (body.includes(' ')) this.inner.push(bodyOf(body));
    this.#look(node, name === 'ExplainStmt' || name === 'PrepareStmt' ? depth : depth + 1);
  }

  #other(name: string, value: unknown, depth: number): void {
    if (name === 'FuncCall' && isNode(value)) {
      const called = stringsIn(value['funcname']).at(-1)?.toLowerCase() ?? '';
      if (OUTWARD.has(called)) this.reaches.push(called);
    }
    this.#look(value, depth + 1);
  }
}

/** The nodes that a value is or holds: lists have lists in them. */
function flattened(value: unknown): readonly AstNode[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap(flattened);
  return isNode(value) ? [value] : [];
}

/** A body is PL/pgSQL: statements between `begin` and `end`, which are no part of SQL's grammar. */
function bodyOf(body: string): SqlView {
  const { statements, reaches, unreadable } = spelledSql(body, 1);
  return { statements, reaches, unreadable: unreadable.filter((why) => why.includes('computed') || why.includes('deeply')) };
}

function described(name: string, node: AstNode, depth: number): SqlStatement {
  const [kind, object] = KINDS[name] ?? (['other', ''] as const);
  const where = node['whereClause'];
  const remove = typeof node['removeType'] === 'string' ? node['removeType'].replace('OBJECT_', '').toLowerCase() : '';
  return {
    kind,
    object: object === '' ? remove : object,
    targets: targetsOf(node),
    has_where: where !== undefined,
    always_true: where !== undefined && holds(where) === true,
    limit: numberIn(node['limitCount']),
    nested: depth > 0,
  };
}

function targetsOf(node: AstNode): readonly string[] {
  if (typeof node['dbname'] === 'string') return [node['dbname'].toLowerCase()];
  const named = isNode(node['relation']) ? [node['relation']] : [];
  const several = [node['relations'], node['objects']].flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []));
  const names = [...named, ...several.map((one) => (isNode(one) && isNode(one['RangeVar']) ? one['RangeVar'] : one))];
  return names.map(nameOf).filter((name) => name !== '');
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (typeof node['relname'] === 'string')
    return [node['schemaname'], node['relname']]
      .filter((part) => typeof part === 'string')
      .join('.')
      .toLowerCase();
  return stringsIn(node).join('.').toLowerCase();
}

function numberIn(node: unknown): number | null {
  const value = constant(node);
  return typeof value === 'number' ? value : null;
}

/** The value of a constant, undefined for anything else. */
function constant(node: unknown): string | number | boolean | undefined {
  if (!isNode(node)) return undefined;
  if (isNode(node['TypeCast'])) return constant(node['TypeCast']['arg']);
  const literal = node['A_Const'];
  if (!isNode(literal)) return undefined;
  const { ival, sval, boolval, fval } = literal as Record<string, AstNode | undefined>;
  if (ival !== undefined) return Number(ival['ival'] ?? 0);
  if (boolval !== undefined) return boolval['boolval'] === true;
  if (fval !== undefined) return Number(fval['fval']);
  const text = sval?.['sval'];
  return sval === undefined ? undefined : typeof text === 'string' ? text : '';
}

/** Whether a condition holds for each row, fails for each, or depends (null). */
function holds(node: unknown): boolean | null {
  const value = constant(node);
  if (value !== undefined) return typeof value === 'string' ? /^t(rue)?$/iu.test(value) : Boolean(value);
  if (!isNode(node)) return null;
  const { BoolExpr, A_Expr, SubLink } = node as Record<string, AstNode | undefined>;
  if (BoolExpr !== undefined) return combined(String(BoolExpr['boolop']), (BoolExpr['args'] as readonly unknown[] | undefined) ?? []);
  if (A_Expr !== undefined) return compared(A_Expr);
  if (SubLink?.['subLinkType'] === 'EXISTS_SUBLINK') return JSON.stringify(SubLink).includes('fromClause') ? null : true;
  return null;
}

function combined(operator: string, parts: readonly unknown[]): boolean | null {
  const values = parts.map(holds);
  if (operator === 'NOT_EXPR') return values[0] === null || values[0] === undefined ? null : !values[0];
  const decisive = operator === 'OR_EXPR';
  if (values.includes(decisive)) return decisive;
  return values.includes(null) ? null : !decisive;
}

function compared(expression: AstNode): boolean | null {
  const { lexpr, rexpr } = expression;
  const [left, right] = [constant(lexpr), constant(rexpr)];
  const operator = stringsIn(expression['name'])[0] ?? '';
  if (expression['kind'] === 'AEXPR_LIKE' || expression['kind'] === 'AEXPR_ILIKE')
    return typeof right === 'string' && /^%+$/u.test(right) ? true : null;
  if (left === undefined || right === undefined) return operator === '=' && bare(lexpr) === bare(rexpr) && left === right ? true : null;
  switch (operator) {
    case '=':
      return String(left) === String(right);
    case '<>':
      return String(left) !== String(right);
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return null;
  }
}

const bare = (node: unknown): string => JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value));

/** The texts of a tree, in its order. */
function stringsIn(root: unknown): readonly string[] {
  const found: string[] = [];
  const open: (readonly [string, unknown])[] = [['', root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, value] = next;
    if (name === 'sval' && typeof value === 'string') found.push(value);
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Object.entries(value).reverse()) open.push(member);
  }
  return found;
}

const isNode = (value: unknown): value is AstNode => typeof value === 'object' && value !== null && !Array.isArray(value);
