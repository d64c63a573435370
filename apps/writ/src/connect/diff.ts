/** A line of a difference: kept, taken out or put in. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** The difference of two short texts by lines, by the longest common subsequence. */
export const diffLines = (before: string, after: string): readonly DiffLine[] => {
  const [a, b] = [linesOf(before), linesOf(after)];
  const common = table(a, b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const keep = i < a.length && j < b.length && a[i] === b[j];
    const remove = !keep && i < a.length && (j >= b.length || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0));
    if (keep || remove) lines.push({ mark: keep ? ' ' : '-', text: a[i] ?? '' });
    else lines.push({ mark: '+', text: b[j] ?? '' });
    if (keep || remove) i += 1;
    if (!remove) j += 1;
  }
  return lines;
};

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/u, '').split('\n'));

const table = (a: readonly string[], b: readonly string[]): readonly (readonly number[])[] => {
  const rows = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const [row, below] = [rows[i] ?? [], rows[i + 1] ?? []];
    for (let j = b.length - 1; j >= 0; j -= 1) row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
  }
  return rows;
};
