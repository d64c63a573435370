import pg from 'pg';
import { surviveBreaks } from './connections.js';

/** Plain SQL on any PostgreSQL: for programs that keep tables of their own beside Writ's. */
export interface Database {
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

export async function openDatabase({ url }: { readonly url: string }): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  surviveBreaks(pool);
  return Promise.resolve({
    query: async (sql, parameters = []) => (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows,
    close: async () => pool.end(),
  });
}
