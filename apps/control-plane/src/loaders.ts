import type { PolicySettings, PolicySignoff } from '@writ/aarm';
import type { Catalogue, DecisionRecord, DeliveryRecord, PolicyStore, PolicyTransition, SessionSummary, VersionParts } from '@writ/engine';
import DataLoader from 'dataloader';

/** Reads that the rows of a list share: one statement for all rows, not one for each. */
export interface Loaders {
  readonly parts: DataLoader<string, VersionParts | null>;
  readonly signoffs: DataLoader<string, readonly PolicySignoff[]>;
  readonly reports: DataLoader<string, readonly PolicyTransition[]>;
  readonly session: DataLoader<string, SessionSummary | null>;
  /** What was told of a decision to whom. */
  readonly deliveries: DataLoader<string, readonly DeliveryRecord[]>;
  /** A session's newest decisions. */
  decisionsOf(sessionId: string, limit: number): Promise<readonly DecisionRecord[]>;
  settings(): Promise<PolicySettings>;
}

/** The loaders of one query, for one tenant. */
export function createLoaders(
  { catalogue, policies }: { readonly catalogue: Catalogue; readonly policies: PolicyStore },
  tenantId: string,
): Loaders {
  const decisions = new Map<number, DataLoader<string, readonly DecisionRecord[]>>();
  let settings: Promise<PolicySettings> | undefined;
  return {
    parts: one(
      (hashes) => catalogue.versionParts(tenantId, hashes),
      ({ hash }) => hash,
    ),
    signoffs: many(
      (hashes) => catalogue.signoffsOf(tenantId, hashes),
      ({ hash }) => hash,
    ),
    reports: many(
      (hashes) => catalogue.reportsOf(tenantId, hashes),
      ({ hash }) => hash ?? '',
    ),
    session: one(
      (ids) => catalogue.sessionsById(tenantId, ids),
      ({ session_id: id }) => id,
    ),
    deliveries: deliveriesIn(catalogue, tenantId),
    decisionsOf: (sessionId, limit) => {
      const known = decisions.get(limit);
      const loader =
        known ??
        many<DecisionRecord>(
          (ids) => catalogue.decisionsOf(tenantId, ids, limit),
          ({ session_id: id }) => id,
        );
      if (known === undefined) decisions.set(limit, loader);
      return loader.load(sessionId);
    },
    settings: () => (settings ??= policies.settings(tenantId)),
  };
}

const deliveriesIn = (catalogue: Catalogue, tenantId: string): Loaders['deliveries'] =>
  many(
    (ids) => catalogue.deliveriesOf(tenantId, ids),
    ({ decision_id: id }) => id,
  );

type Read<Row> = (keys: readonly string[]) => Promise<readonly Row[]>;

const one = <Row>(read: Read<Row>, key: (row: Row) => string): DataLoader<string, Row | null> =>
  new DataLoader(async (keys) => {
    const found = new Map((await read(keys)).map((row) => [key(row), row]));
    return keys.map((each) => found.get(each) ?? null);
  });

const many = <Row>(read: Read<Row>, key: (row: Row) => string): DataLoader<string, readonly Row[]> =>
  new DataLoader(async (keys) => {
    const found = new Map<string, Row[]>();
    for (const row of await read(keys)) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
    return keys.map((each) => found.get(each) ?? []);
  });
