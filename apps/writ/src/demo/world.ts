import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '@writ/aarm';
import type { Database } from '@writ/store';
import { openDatabase } from '@writ/store';

export const CUSTOMERS = 5_000;
export const TEST_USERS = 25;
const SHOP = 'writ_demo_shop';

/** The world that the agent acts on: a real database and a folder that stands for the post. */
export interface World {
  /** Runs a tool for real. */
  perform(toolName: string, input: JsonObject): Promise<Json>;
  customers(): Promise<number>;
  testUsers(): Promise<number>;
  /** Mails that left. */
  sent(): number;
  close(): Promise<void>;
}

/** Builds the world afresh, so that every run starts from the same. */
export const createWorld = async (superuserUrl: string, folder: string): Promise<World> => {
  const admin = await openDatabase({ url: superuserUrl });
  await admin.query(`DROP DATABASE IF EXISTS ${SHOP} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${SHOP}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${SHOP}`;
  const shop = await openDatabase({ url: url.href });
  await fill(shop);
  const outbox = join(folder, 'outbox');
  rmSync(outbox, { recursive: true, force: true });
  mkdirSync(outbox, { recursive: true, mode: 0o700 });
  return {
    perform: (toolName, input) => perform({ shop, outbox }, toolName, input),
    customers: () => count(shop, 'customers'),
    testUsers: () => count(shop, 'test_users'),
    sent: () => readdirSync(outbox).length,
    close: async () => {
      await shop.close();
      await admin.query(`DROP DATABASE IF EXISTS ${SHOP} WITH (FORCE)`);
      await admin.close();
    },
  };
};

const fill = async (shop: Database): Promise<void> => {
  await shop.query('CREATE TABLE customers (id int PRIMARY KEY, name text, email text, ssn text, card text)');
  await shop.query(
    `INSERT INTO customers SELECT i, 'Customer ' || i, 'customer' || i || '@example.com', to_char(100 + i % 600, 'FM000') || '-' || to_char(10 + i % 80, 'FM00') || '-' || to_char(1000 + i, 'FM0000'), '4111 1111 1111 1111' FROM generate_series(1, ${String(CUSTOMERS)}) AS i`,
  );
  await shop.query('CREATE TABLE test_users (id int PRIMARY KEY, name text)');
  await shop.query(`INSERT INTO test_users SELECT i, 'test user ' || i FROM generate_series(1, ${String(TEST_USERS)}) AS i`);
};

const count = async (shop: Database, table: string): Promise<number> =>
  Number((await shop.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n']);

interface Means {
  readonly shop: Database;
  readonly outbox: string;
}

const perform = async ({ shop, outbox }: Means, toolName: string, input: JsonObject): Promise<Json> => {
  if (toolName.startsWith('mcp__database__')) return runSql(shop, input);
  if (toolName.startsWith('mcp__mail__')) {
    writeFileSync(join(outbox, `mail-${String(readdirSync(outbox).length + 1)}.json`), JSON.stringify(input, null, 2));
    return { sent: true };
  }
  throw new Error(`nothing here can run \`${toolName}\``);
};

/** Runs what was permitted and nothing more: a limit that came back narrower is the limit. */
const runSql = async (shop: Database, input: JsonObject): Promise<Json> => {
  const sql = (typeof input['sql'] === 'string' ? input['sql'] : '').replace(/;\s*$/u, '');
  const limit = typeof input['limit'] === 'number' ? ` LIMIT ${String(Math.trunc(input['limit']))}` : '';
  const rows = await shop.query(`${sql}${limit}`);
  return { row_count: rows.length, rows: rows as unknown as Json };
};
