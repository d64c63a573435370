import { rebuildProjections } from '@writ/store';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';
import { openDatabaseOf } from '../local/records.js';

export const rebuild: Command = {
  name: 'rebuild',
  summary: 'fill what lists show anew from the log',
  usage: 'rebuild',
  details:
    'Lists of sessions, decisions and receipts are filled from the log, and nothing is decided by them. This empties them and fills\n' +
    'them again, in one transaction, beside a running service or without one: after a restore, or where a list seems wrong.\n' +
    'It changes no evidence. `WRIT_DATABASE_URL` has to be of the role that owns the tables.',
  options: {},
  examples: ['npx writ rebuild', 'npx writ rebuild --json'],
  run: async (invocation) => {
    const { terminal, json } = invocation;
    const { url, stop } = await openDatabaseOf(invocation);
    try {
      const { rows } = await rebuildProjections({ url }).catch((error: unknown) => {
        throw refused(error);
      });
      if (json) terminal.json({ rows });
      else terminal.line(`filled anew from ${rows.toString()} rows of the log`);
      return EXIT.ok;
    } finally {
      await stop();
    }
  },
};

const INSUFFICIENT_PRIVILEGE = '42501';

const refused = (error: unknown): unknown =>
  (error as { readonly code?: string }).code === INSUFFICIENT_PRIVILEGE
    ? new CliError('the role of `WRIT_DATABASE_URL` may not empty the lists', 'name the role that owns the tables', { cause: error })
    : error;
