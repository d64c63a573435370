export { shellView } from './read-shell.js';
export { sqlView } from './read-sql.js';
export { NO_SHELL } from './shell-view.js';
export type { ShellCommand, ShellContext, ShellView } from './shell-view.js';
export { NO_SQL, SQL_KINDS, mergedSql } from './sql-view.js';
export type { SqlKind, SqlStatement, SqlView } from './sql-view.js';
export { NO_PYTHON, pythonView } from './python/python-view.js';
export type { PythonCall, PythonView } from './python/python-view.js';
