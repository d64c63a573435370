import { describe, expect, it } from '@jest/globals';
import { pythonView, shellView, sqlView } from '../src/index.js';

/** Lines that differ, so that nothing is told by what they have in common. */
const lines = (count: number, make: (i: number) => string): string => Array.from({ length: count }, (_, i) => make(i)).join('\n');

const PROSE = lines(
  900,
  (i) => `${i}. The harbour opens at ${i % 24}:00 (in winter later); ask "Ann" & co. for $${i}.50 <a href="/x/${i}">here</a>.`,
);
const PROGRAM = lines(
  700,
  (i) =>
    `def step_${i}(path, *, limit=${i}):\n    rows = [row for row in load(path) if row["total"] > limit]\n    return {"rows": rows, "n": len(rows)}\n`,
);
const MIGRATION = lines(
  110,
  (i) => `create table shop.item_${i} (
  id bigint generated always as identity primary key,
  name text not null default '',
  price numeric(12, 2) check (price >= 0),
  created_at timestamptz not null default now()
);
create index item_${i}_name on shop.item_${i} (lower(name));`,
);
const ROWS = `insert into shop.item (id, name, price) values\n${lines(900, (i) => `  (${i}, 'item number ${i}', ${i}.50)`).replaceAll('\n', ',\n')};`;
const CELL = `%matplotlib inline\n!pip install pandas\nimport pandas as pd\n${lines(400, (i) => `df_${i} = pd.read_csv(f"data/{year}/part-${i}.csv").query("total > ${i}").groupby("name").sum()`)}`;

describe('texts as long as people write them', () => {
  it.each<[string, string]>([
    ['a here-document of prose', `cat > notes.md <<'EOF'\n${PROSE.slice(0, 40_000)}\nEOF`],
    ['a here-document with a program', `cat > steps.py <<'EOF'\n${PROGRAM.slice(0, 40_000)}\nEOF\npython3 steps.py`],
    ['a long script', lines(450, (i) => `mkdir -p "build/part-${i}" && cp -r src/part-${i}/*.ts "build/part-${i}/" # part ${i}`)],
    ['a commit with a long message', `git commit -m "$(cat <<'EOF'\n${PROSE.slice(0, 8_000)}\nEOF\n)"`],
  ])('%s is read', (_what, command) => {
    expect(shellView(command).unreadable).toEqual([]);
    expect(shellView(command).commands.length).toBeGreaterThan(0);
  });

  it.each<[string, string, number]>([
    ['a migration of 30 KB', MIGRATION.slice(0, MIGRATION.lastIndexOf(';', 30_000) + 1), 100],
    ['an insert of 40 KB', ROWS, 1],
  ])('%s is read', (_what, text, least) => {
    const { statements, unreadable } = sqlView(text);
    expect(unreadable).toEqual([]);
    expect(statements.length).toBeGreaterThanOrEqual(least);
  });

  it('a migration that a client is fed is read', () => {
    const { sql, unreadable } = shellView(`psql -d shop <<'EOF'\n${MIGRATION.slice(0, MIGRATION.lastIndexOf(';', 20_000) + 1)}\nEOF`);
    expect(unreadable).toEqual([]);
    expect(sql.statements.some(({ kind, object }) => kind === 'create' && object === 'table')).toBe(true);
  });

  it.each<[string, string, string]>([
    ['a program of 40 KB', PROGRAM.slice(0, 40_000).replace(/\n[^\n]*$/u, '\n'), 'load'],
    ['a cell of a notebook', CELL, 'pandas.read_csv'],
  ])('%s is read', (_what, text, call) => {
    const { calls, unreadable } = pythonView(text);
    expect(unreadable).toEqual([]);
    expect(calls.map(({ name }) => name)).toContain(call);
  });
});
