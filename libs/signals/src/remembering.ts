/** Longer texts seldom come again as they are. */
const LONGEST = 512;
const MOST = 2_000;

/**
 * The same function of a text, which remembers what it said of the last ones: agents use the same paths, names and addresses over and
 * over. For functions that depend on nothing else, and whose answers nobody changes.
 */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST) return read(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = read(text);
    if (known.size >= MOST) known.delete(known.keys().next().value ?? '');
    known.set(text, now);
    return now;
  };
}
