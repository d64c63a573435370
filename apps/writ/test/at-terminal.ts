import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { PROGRAM } from './run-program.js';

/** A command that runs at a terminal of its own, with somebody who can type there. */
export interface AtTerminal {
  /** Everything that was shown so far, without colours. */
  shown(): string;
  /** Waits for this on the screen, beyond what was waited for before; rejects where the command ends first. */
  see(text: RegExp): Promise<RegExpExecArray>;
  type(line: string): void;
  /** Ends with this status. */
  readonly ended: Promise<number | null>;
  interrupt(): void;
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'gu');
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Runs `writ` at a pseudo terminal. */
export const runAtTerminal = (...args: readonly string[]): AtTerminal => {
  const command = [process.execPath, PROGRAM, ...args].map(quoted).join(' ');
  const child: ChildProcessWithoutNullStreams = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [text, seen] = ['', 0];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const each of [...waiting]) each();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString().replaceAll(COLOURS, '');
    look();
  });
  let over = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      over = true;
      resolve(code);
      look();
    }),
  );
  return {
    shown: () => text,
    see: (wanted) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = wanted.exec(text.slice(seen));
          if (found === null && !over) return;
          waiting.delete(check);
          if (found === null) {
            reject(new Error(`${String(wanted)} never showed:\n${text}`));
            return;
          }
          seen += found.index + found[0].length;
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    type: (line) => {
      child.stdin.write(`${line}\r`);
    },
    ended,
    interrupt: () => {
      child.stdin.write('\u0003');
    },
  };
};
