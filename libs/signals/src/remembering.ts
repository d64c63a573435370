/** How much is remembered. */
interface Bounds {
  /** Characters of a text: longer ones seldom come again as they are. */
  readonly longest: number;
  readonly most: number;
}

const VALUES: Bounds = { longest: 512, most: 2_000 };
/** Requests are as long as people like, and asked about at every action. */
export const REQUESTS: Bounds = { longest: Infinity, most: 64 };

/**
 * The same function of a text, which remembers what it said of the last ones: agents use the same paths, names and addresses over and
 * over. For functions that depend on nothing else, and whose answers nobody changes.
 */
export function remembering<T>(read: (text: string) => T, { longest, most }: Bounds = VALUES): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > longest) return read(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = read(text);
    if (known.size >= most) known.delete(known.keys().next().value ?? '');
    known.set(text, now);
    return now;
  };
}
