import pg from 'pg';
import type { Reach } from './reach.js';
import { sendReach } from './reach.js';

/** What the driver's query has beside its published type. */
interface Preparing {
  prepare(connection: pg.Connection): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
  callback: (error: Error | null, result?: { readonly rows: readonly unknown[] }) => void;
}
const Query = pg.Query as unknown as new (config: pg.QueryConfig) => pg.Query & Preparing;

/** The driver's prepared statement, in one message with how far it reaches. */
export class ReachingQuery<Row> extends Query {
  readonly #reach: Reach;
  #reached = false;

  constructor(reach: Reach, config: pg.QueryConfig) {
    super(config);
    this.#reach = reach;
  }

  /** All its rows. */
  rowsOn(client: pg.ClientBase): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.callback = (error, result) => {
        if (error === null) resolve((result?.rows ?? []) as readonly Row[]);
        else reject(error);
      };
      client.query(this);
    });
  }

  override prepare(connection: pg.Connection): void {
    sendReach(connection, this.#reach);
    super.prepare(connection);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#reached) super.handleCommandComplete(message, connection);
    this.#reached = true;
  }
}
