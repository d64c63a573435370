export { visible } from '@writ/aarm';
import type { WriteStream } from 'node:tty';

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Style = keyof typeof STYLES;

/** Where a command writes. Results go to standard output, progress and errors to standard error. */
export interface Terminal {
  readonly width: number;
  line(text?: string): void;
  json(value: unknown): void;
  note(text: string): void;
  readonly paint: (style: Style, text: string) => string;
  table(rows: readonly (readonly string[])[], options?: { readonly head?: readonly string[] }): void;
}

/** A terminal over the process's own streams; colour only where one looks at it and `NO_COLOR` does not forbid it. */
export const openTerminal = (stdout: WriteStream, stderr: WriteStream): Terminal => {
  // hasColors() of Node heeds NO_COLOR and FORCE_COLOR.
  const colours = stdout.isTTY && stdout.hasColors();
  const paint = (style: Style, text: string): string => (colours ? `\u001b[${String(STYLES[style])}m${text}\u001b[0m` : text);
  const line = (text = ''): void => {
    stdout.write(`${text}\n`);
  };
  return {
    width: stdout.isTTY ? Math.max(60, stdout.columns) : 120,
    line,
    paint,
    json: (value) => {
      line(JSON.stringify(value, null, 2));
    },
    note: (text) => {
      stderr.write(`${text}\n`);
    },
    table: (rows, { head } = {}) => {
      for (const row of layOut(head === undefined ? rows : [head.map((text) => paint('dim', text)), ...rows])) line(row);
    },
  };
};

const layOut = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) =>
      Array.from({ length: Math.max(widest.length, row.length) }, (_, i) => Math.max(widest[i] ?? 0, lengthOf(row[i] ?? ''))),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - lengthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
};

// eslint-disable-next-line no-control-regex -- the colour codes that paint() wrote
const lengthOf = (text: string): number => Array.from(text.replaceAll(/\u001b\[\d+m/gu, '')).length;

/** Cuts a text to a width, saying that it did. */
export const shorten = (text: string, width: number): string => {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(1, width - 1)).join('')}…`;
};
