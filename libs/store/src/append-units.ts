import { setTimeout as sleep } from 'node:timers/promises';
import type { AppendResult, AppendUnit } from '@writ/engine';
import { APPEND_ADDITIONS, additionTable, isAddition } from './append-additions.js';
import { APPEND, appendTables } from './append-statement.js';
import { batchMessage } from './batch-message.js';
import type { table } from './batch-message.js';
import { byTenant } from './by-tenant.js';
import { checkUnit } from './check-unit.js';
import type { Connections, Statement } from './connections.js';

export const APPEND_ANY: Statement = { name: 'writ_append', text: APPEND };
const APPEND_NEW: Statement = { name: 'writ_append_additions', text: APPEND_ADDITIONS };

/** Applies units of distinct sessions; the results are in their order. */
export async function appendUnits(db: Connections, units: readonly AppendUnit[]): Promise<readonly AppendResult[]> {
  if (units.length === 0) return [];
  units.forEach(checkUnit);
  // Sorted, so that two batches meet on their sessions in the same order.
  const batch = [...firstOfEach(units).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, unit]) => unit);
  const [additions, others] = [batch.filter(isAddition), batch.filter((unit) => !isAddition(unit))];
  const won = new Set((await Promise.all([appendAdditions(db, additions), appendAny(db, others)])).flat());
  return units.map((unit) => (won.has(unit) ? 'committed' : 'lost_race'));
}

/** Of two units of one session, passkey or host session, the later loses: one statement moves each of them once. */
function firstOfEach(units: readonly AppendUnit[]): ReadonlyMap<string, AppendUnit> {
  const first = new Map<string, AppendUnit>();
  const used = new Set<string>();
  for (const unit of units) {
    const { tenant_id, session_id, presence, open } = unit;
    const key = `${tenant_id}\0${session_id}`;
    const claims = [
      ...(presence === undefined ? [] : [`passkey\0${tenant_id}\0${presence.credential_id}`]),
      ...(open === null ? [] : [`host\0${tenant_id}\0${open.pep_id}\0${open.host_session_id}`]),
    ];
    if (first.has(key) || claims.some((claim) => used.has(claim))) continue;
    first.set(key, unit);
    for (const claim of claims) used.add(claim);
  }
  return first;
}

/** The units that won. */
async function appendAdditions(db: Connections, units: readonly AppendUnit[]): Promise<readonly AppendUnit[]> {
  try {
    return await run(db, APPEND_NEW, { units, tablesOf: (own) => [additionTable(own)] });
  } catch (error) {
    if (!UNDONE.includes(codeOf(error))) throw error;
    return appendAny(db, units);
  }
}

const appendAny = async (db: Connections, units: readonly AppendUnit[]): Promise<readonly AppendUnit[]> =>
  goAgain(async () => run(db, APPEND_ANY, { units, tablesOf: appendTables }));

interface Batch {
  readonly units: readonly AppendUnit[];
  readonly tablesOf: (units: readonly AppendUnit[]) => readonly ReturnType<typeof table>[];
}

/** One commit and one trip for all tenants, but a run of the statement for each: it sees and writes the rows of that one alone. */
async function run(db: Connections, prepared: Statement, { units, tablesOf }: Batch): Promise<readonly AppendUnit[]> {
  if (units.length === 0) return [];
  const tenants = byTenant(units);
  const batches = tenants.map(([tenant, own]) => ({ tenant, message: batchMessage(prepared.name, tablesOf(own)) }));
  const rows = await db.writeBatches(prepared, batches);
  for (const { message } of batches) message.release();
  return tenants.flatMap(([, own], index) => placesIn(rows[index]?.[0] ?? '{}').flatMap((place) => own[place - 1] ?? []));
}

/** `{1,3}` */
const placesIn = (array: string): readonly number[] =>
  array
    .slice(1, -1)
    .split(',')
    .filter((place) => place !== '')
    .map(Number);

const MOST_ATTEMPTS = 5;
/** A deadlock's victim, and who came second to what may be there once, have written nothing, so they may simply go again. */
const UNDONE = ['23505', '40P01', '40001'];

async function goAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !UNDONE.includes(codeOf(error))) throw error;
      await sleep(attempt * 2);
    }
  }
}

const codeOf = (error: unknown): string => (error as { readonly code?: string }).code ?? '';
