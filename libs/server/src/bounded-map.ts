/** A map that forgets its oldest entry when it is full: bounded memory whatever callers send. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

/** Keeps at most `limit` entries, oldest out first. */
export function boundedMap<V>(limit: number): BoundedMap<V> {
  const entries = new Map<string, V>();
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      if (entries.size >= limit && !entries.has(key)) entries.delete(entries.keys().next().value ?? '');
      entries.set(key, value);
    },
    delete: (key) => {
      entries.delete(key);
    },
  };
}
