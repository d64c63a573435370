import type pg from 'pg';
import type { Statement } from './connections.js';

/** What the driver's connection has beside its published type. */
interface Preparing extends pg.Connection {
  readonly parsedStatements: Readonly<Record<string, string>>;
}

/** A prepared statement over a ready-made message. The driver calls its methods, and `callback` once at the end. */
export class BatchQuery implements pg.Submittable {
  readonly name: string;
  readonly text: string;
  callback: (error: Error | null, fields?: readonly (string | null)[]) => void = () => undefined;
  readonly #message: Buffer;
  #fields: readonly (string | null)[] = [];

  constructor({ name, text }: Statement, message: Buffer) {
    this.name = name;
    this.text = text;
    this.#message = message;
  }

  /** The fields of the first row. */
  on(client: pg.ClientBase): Promise<readonly (string | null)[]> {
    return new Promise((resolve, reject) => {
      this.callback = (error, fields = []) => {
        if (error === null) resolve(fields);
        else reject(error);
      };
      client.query(this);
    });
  }

  submit(connection: pg.Connection): void {
    const { name, text } = this;
    const known = (connection as Preparing).parsedStatements[name] === text;
    connection.stream.cork();
    if (!known) connection.parse({ name, text, types: [] }, true);
    connection.stream.write(this.#message);
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#fields = fields;
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#fields);
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
