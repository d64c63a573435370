import type { Field } from './field.js';
import { sqlView } from './read-sql.js';
import { NO_SQL } from './sql-view.js';
import type { SqlView } from './sql-view.js';

/** Programs that take SQL, with the option that carries it; those without take it as a word behind the database. */
const CLIENTS: Readonly<Record<string, RegExp>> = {
  psql: /^(-[a-zA-Z]*c|--command)$/u,
  pgcli: /^(-c|--command)$/u,
  mysql: /^(-[a-zA-Z]*e|--execute)$/u,
  mariadb: /^(-[a-zA-Z]*e|--execute)$/u,
  mycli: /^(-e|--execute)$/u,
  sqlite3: /^-cmd$/u,
  sqlite: /^-cmd$/u,
  duckdb: /^-(c|cmd|s)$/u,
  sqlcmd: /^-[qQ]$/u,
  'clickhouse-client': /^(-q|--query)$/u,
  clickhouse: /^(-q|--query)$/u,
  cockroach: /^(-e|--execute)$/u,
  usql: /^(-c|--command)$/u,
  snowsql: /^(-q|--query)$/u,
  cqlsh: /^(-e|--execute)$/u,
  sqlplus: /^$/u,
  bq: /^$/u,
  trino: /^--execute$/u,
  presto: /^--execute$/u,
};

const POSITIONAL = new Set(['sqlite3', 'sqlite', 'duckdb', 'bq']);

export const isClient = (program: string): boolean => Object.hasOwn(CLIENTS, program);

/** The SQL in the words of a client. */
export function sqlIn(program: string, args: readonly Field[]): readonly Field[] {
  const option = CLIENTS[program];
  const long = /^(?:--(?:command|execute|query)=|-[ceqQ](?=[A-Za-z]{4,}\s))/u;
  const carried = args.filter((_, at) => at > 0 && option?.test(args[at - 1]?.text ?? '') === true);
  const attached = args.filter(({ text }) => long.test(text)).map((arg) => ({ ...arg, text: arg.text.replace(long, '') }));
  const words = POSITIONAL.has(program)
    ? args.filter(({ text }) => !text.startsWith('-') && /[\s.]/u.test(text.trim())).filter(({ text }) => /^\.|\s/u.test(text))
    : [];
  return [...carried, ...attached, ...words];
}

/** What a client's own commands run on the host: `\! rm`, `.shell rm`, `system rm`. */
export function hostCommands(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*(?:\\!|\.shell|\.system|system\s|!!)[ \t]*([^\n]+)/gimu)].map(([, command]) => command ?? '');
}

/** The view of what a client is given; what is only known when it runs stands as a name. */
export function clientSql(text: string): SqlView {
  const plain = text.replace(/\$\([^)]*\)|\$\{[^}]*\}|`[^`]*`|(?<!\$)\$[A-Za-z_]\w*\b(?!\$)/gu, 'writ_unknown');
  if (/^\s*writ_unknown\b/u.test(plain)) return { ...NO_SQL, unreadable: ['the SQL is computed when it runs'] };
  const meta = /^[ \t]*(?:\\(?!copy)|\.(?=[a-z]))[^\n]*$/gimu;
  const view = sqlView(plain.replace(/^[ \t]*\\copy\b/gimu, 'copy').replace(meta, ''));
  if (!/\\g(?:exec)\b/u.test(text)) return view;
  return { ...view, unreadable: [...view.unreadable, 'the SQL is computed when it runs (`\\gexec`)'] };
}
