/** What a statement does, as far as a rule asks. */
export const SQL_KINDS = [
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'drop',
  'truncate',
  'alter',
  'create',
  'grant',
  'copy',
  'call',
  'show',
  'other',
] as const;
export type SqlKind = (typeof SQL_KINDS)[number];

/** One statement; those inside another one (a CTE, a function's body, dynamic SQL) are listed too. */
export interface SqlStatement {
  readonly kind: SqlKind;
  /** What is created, altered or dropped: `table`, `database`, `schema`, `role`; empty otherwise. */
  readonly object: string;
  /** Tables, databases or roles it changes, in lower case. */
  readonly targets: readonly string[];
  readonly has_where: boolean;
  /** Whether the condition holds for every row: `where 1 = 1`. */
  readonly always_true: boolean;
  /** The number of rows at most, null if there is no such number. */
  readonly limit: number | null;
  readonly nested: boolean;
}

/** What an SQL text does. */
export interface SqlView {
  readonly statements: readonly SqlStatement[];
  /** Functions and clauses that reach files, programs or other servers: `pg_read_file`, `copy program`. */
  readonly reaches: readonly string[];
  /** Why what is unknown is unknown; empty if all of it was read. */
  readonly unreadable: readonly string[];
}

export const NO_SQL: SqlView = { statements: [], reaches: [], unreadable: [] };

/** Several views as one, each statement once. */
export function mergedSql(views: readonly SqlView[]): SqlView {
  const statements = new Map<string, SqlStatement>();
  for (const statement of views.flatMap((view) => view.statements)) statements.set(JSON.stringify(statement), statement);
  const once = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
  return {
    statements: [...statements.values()],
    reaches: once(views.flatMap(({ reaches }) => reaches)),
    unreadable: once(views.flatMap(({ unreadable }) => unreadable)),
  };
}

/** Names through which SQL leaves the database. */
export const OUTWARD: ReadonlySet<string> = new Set([
  'pg_read_file',
  'pg_read_binary_file',
  'pg_ls_dir',
  'pg_stat_file',
  'pg_execute_server_program',
  'dblink',
  'dblink_connect',
  'dblink_exec',
  'dblink_send_query',
  'lo_import',
  'lo_export',
  'load_file',
  'load_extension',
  'readfile',
  'writefile',
  'xp_cmdshell',
  'sp_oacreate',
  'sp_oamethod',
  'openrowset',
  'openquery',
  'opendatasource',
  'utl_http',
  'utl_file',
  'sys_exec',
  'sys_eval',
  'http_get',
  'http_post',
  'query_to_xml',
  'database_to_xml',
]);
