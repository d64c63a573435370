import pg from 'pg';

const FIRST_RETRY_MS = 100;
const MOST_RETRY_MS = 5_000;

/**
 * Listens for changed pointers on a connection of its own, and connects again for as long as it is not closed. Every
 * new connection calls back once: a change while nobody listened would be missed otherwise.
 */
export class PolicyWatch {
  readonly #url: string;
  readonly #changed: () => void;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #wait = FIRST_RETRY_MS;
  #closed = false;

  constructor({ url, changed }: { readonly url: string; readonly changed: () => void }) {
    this.#url = url;
    this.#changed = changed;
    this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  #connect(): void {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'writ policy',
    });
    this.#client = client;
    const lost = (): void => {
      this.#lost(client);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', this.#changed);
    this.#listen(client).catch(lost);
  }

  async #listen(client: pg.Client): Promise<void> {
    await client.connect();
    await client.query('LISTEN writ_policy');
    this.#wait = FIRST_RETRY_MS;
    this.#changed();
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.end().catch(() => undefined);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#connect();
    }, this.#wait);
    this.#wait = Math.min(this.#wait * 2, MOST_RETRY_MS);
  }
}
