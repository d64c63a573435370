import pg from 'pg';

/** Plain SQL on any PostgreSQL: for programs that keep tables of their own beside Writ's. */
export interface Database {
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

export async function openDatabase({ url }: { readonly url: string }): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  // An idle connection that breaks leaves the pool by itself.
  pool.on('error', () => undefined);
  return Promise.resolve({
    query: async (sql, parameters = []) => (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows,
    close: async () => pool.end(),
  });
}
