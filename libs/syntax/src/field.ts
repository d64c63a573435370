/** A word after expansion. */
export interface Field {
  readonly text: string;
  /** Whether all of it is known before it runs. */
  readonly literal: boolean;
  /** Whether a file name pattern is in it. */
  readonly glob: boolean;
  /** What reading it as a file gives, for process substitution. */
  readonly output?: string | null;
  /** The text with what is unknown left out: what an unset variable makes of it. */
  readonly without: string;
  /** Programs whose output is in it. */
  readonly from: readonly string[];
}

const NOWHERE: readonly string[] = [];

/** A known word. */
export const known = (text: string): Field => ({ text, literal: true, glob: false, without: text, from: NOWHERE });

/** A word that only running tells. */
export const unknown = (text: string, from: readonly string[] = NOWHERE): Field => ({
  text,
  literal: false,
  glob: false,
  without: '',
  from,
});

/** Two pieces of one word. */
export function joined(left: Field, right: Field): Field {
  const output = left.output ?? right.output;
  return {
    text: left.text + right.text,
    literal: left.literal && right.literal,
    glob: left.glob || right.glob,
    without: left.without + right.without,
    from: left.from.length === 0 ? right.from : right.from.length === 0 ? left.from : [...left.from, ...right.from],
    ...(output === undefined ? {} : { output }),
  };
}

/** Lower case and without its folder; empty if it is computed. */
export function programOf({ text, literal, glob }: Field): string {
  const name = text.slice(text.lastIndexOf('/') + 1).toLowerCase();
  if (literal && !glob) return name;
  return /[$`*?[\]{}()<>]/u.test(name) || (!literal && !text.includes('/')) ? '' : name;
}

/** One word of a shell, quoted so that it stays one. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
