import type { EventEmitter } from 'node:events';
import { createPostgresBackend } from 'bullmq';

type ClientClass = new (...args: readonly never[]) => EventEmitter;

/**
 * BullMQ's PostgreSQL backend, but for one thing: the connection that it listens on has nobody who hears of an error right after it was
 * opened, and once it is being closed. An error event that nobody hears ends the process.
 */
export const createSturdyBackend: typeof createPostgresBackend = (...args) => {
  const backend = createPostgresBackend(...args);
  const { connection } = backend as unknown as { readonly connection: { pgModule?: { readonly Client: ClientClass } | undefined } };
  // Without it there would be no guard, and a later version of BullMQ must not take it away unnoticed.
  if (connection.pgModule === undefined) throw new TypeError('this version of BullMQ opens its connections in another way');
  connection.pgModule = { ...connection.pgModule, Client: sturdy(connection.pgModule.Client) };
  return backend;
};

/** A client whose errors somebody always hears; whoever uses it learns of them from its queries as well. */
const sturdy = (Client: ClientClass): ClientClass =>
  class extends Client {
    constructor(...args: readonly never[]) {
      super(...args);
      this.on('error', () => undefined);
    }

    override removeAllListeners(event?: string | symbol): this {
      super.removeAllListeners(event);
      return this.on('error', () => undefined);
    }
  };
