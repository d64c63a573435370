import type pg from 'pg';
import type { BatchMessage } from './batch-message.js';
import type { Statement } from './connections.js';
import { sendReach } from './reach.js';

/** What the driver's connection has beside its published type. */
interface Preparing extends pg.Connection {
  readonly parsedStatements: Readonly<Record<string, string>>;
}

/** The fields of a row, as text. */
export type Fields = readonly (string | null)[];

/** A message, and as which tenant it runs; null inside a transaction, which says so for all that is in it. */
export interface TenantBatch {
  readonly tenant: string | null;
  readonly message: BatchMessage;
}

/**
 * A prepared statement over ready-made messages, all in one transaction and one trip. The driver calls its methods, and `callback` once
 * at the end.
 */
export class BatchQuery implements pg.Submittable {
  readonly name: string;
  readonly text: string;
  callback: (error: Error | null, rows?: readonly Fields[]) => void = () => undefined;
  readonly #batches: readonly TenantBatch[];
  readonly #rows: Fields[] = [];

  constructor({ name, text }: Statement, batches: readonly TenantBatch[]) {
    this.name = name;
    this.text = text;
    this.#batches = batches;
  }

  /** The row that the statement answers for each of the batches. */
  on(client: pg.ClientBase): Promise<readonly Fields[]> {
    return new Promise((resolve, reject) => {
      this.callback = (error, rows = []) => {
        if (error === null) resolve(rows);
        else reject(error);
      };
      client.query(this);
    });
  }

  submit(connection: pg.Connection): void {
    const { name, text } = this;
    const known = (connection as Preparing).parsedStatements[name] === text;
    connection.stream.cork();
    for (const [index, { tenant, message }] of this.#batches.entries()) {
      if (tenant !== null) sendReach(connection, { tenant });
      if (!known && index === 0) connection.parse({ name, text, types: [] }, true);
      connection.stream.write(message.bytes);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: Fields }): void {
    this.#rows.push(fields);
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleRowDescription(): void {
    // Never asked for.
  }

  handleCommandComplete(): void {
    // The commit is complete when the server is ready for the next query.
  }

  handleEmptyQuery(): void {
    // The statement is never empty.
  }

  handlePortalSuspended(): void {
    // All rows are asked for.
  }
}
