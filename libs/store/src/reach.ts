import type pg from 'pg';

/**
 * Whose rows a statement sees: those of one tenant, or those of all that a role may which is no tenant's. PostgreSQL keeps to it by
 * row-level security, so a statement without either sees nothing. It holds until the end of its transaction, and so never for whoever
 * has the connection next.
 */
export type Reach = { readonly tenant: string } | { readonly role: 'writ_across' | 'writ_rebuild' };

/** Prepared when a connection begins: in one message with the statement that they go before, they cost no trip. */
export const PREPARE_REACHES = `
PREPARE writ_tenant(text) AS SELECT WHERE set_config('writ.tenant', $1, true) IS NULL;
PREPARE writ_role(text) AS SELECT WHERE set_config('role', $1, true) IS NULL`;

const preparedOf = (reach: Reach): readonly [string, string] =>
  'tenant' in reach ? ['writ_tenant', reach.tenant] : ['writ_role', reach.role];

/** The part of a message before a statement: it answers no row. */
export function sendReach(connection: pg.Connection, reach: Reach): void {
  const [statement, value] = preparedOf(reach);
  connection.bind({ statement, values: [value] }, true);
  connection.execute({}, true);
}

/** Begins a transaction that reaches so far. */
export function beginWith(client: pg.ClientBase, reach: Reach): string {
  const [statement, value] = preparedOf(reach);
  return `BEGIN; EXECUTE ${statement}(${client.escapeLiteral(value)})`;
}
