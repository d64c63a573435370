import type { Field } from './field.js';
import { sqlView } from './read-sql.js';
import { NO_SQL } from './sql-view.js';
import type { SqlView } from './sql-view.js';
import type { Steps } from './steps.js';

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

/** A client's own commands, which are no SQL. */
const META = /^[ \t]*(?:\\(?!copy)|\.(?=[a-z]))[^\n]*$/gimu;

/** The view of what a client is given; what is only known when it runs stands as a name. */
export function clientSql(text: string, steps: Steps): SqlView {
  const plain = withoutUnknown(text);
  if (/^\s*writ_unknown\b/u.test(plain)) return { ...NO_SQL, unreadable: ['the SQL is computed when it runs'] };
  const view = sqlView(plain.replace(/^[ \t]*\\copy\b/gimu, 'copy').replace(META, ''), steps);
  if (!/\\g(?:exec)\b/u.test(text)) return view;
  return { ...view, unreadable: [...view.unreadable, 'the SQL is computed when it runs (`\\gexec`)'] };
}

const OPENS = /\$[({]|`|(?<!\$)\$[A-Za-z_]\w*\b(?!\$)/gu;
const CLOSES: Readonly<Record<string, string>> = { '$(': ')', '${': '}', '`': '`' };

/** A text in which a name stands for each substitution. What closes it is looked for once, however many are open. */
function withoutUnknown(text: string): string {
  const parts: string[] = [];
  const missing = new Set<string>();
  let from = 0;
  OPENS.lastIndex = 0;
  for (let opened = OPENS.exec(text); opened !== null; opened = OPENS.exec(text)) {
    const close = CLOSES[opened[0]];
    const end = close === undefined ? OPENS.lastIndex : missing.has(close) ? 0 : text.indexOf(close, OPENS.lastIndex) + 1;
    if (end === 0) missing.add(close ?? '');
    else {
      parts.push(text.slice(from, opened.index), 'writ_unknown');
      OPENS.lastIndex = from = end;
    }
  }
  return parts.join('') + text.slice(from);
}
