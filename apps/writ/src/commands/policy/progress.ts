import type { Terminal } from '../../cli/terminal.js';

const EVERY_MS = 2_000;

/** How far a replay has come, said now and then on standard error. */
export interface Progress {
  readonly at: (done: { readonly sessions: number; readonly decisions: number }) => void;
  readonly end: () => void;
}

/** A replay that takes less than a moment says nothing. */
export const progressOf = (terminal: Pick<Terminal, 'note'>): Progress => {
  let started: number | null = null;
  let told = 0;
  let last = { sessions: 0, decisions: 0 };
  const tell = (): void => {
    terminal.note(`  ${String(last.sessions)} sessions, ${String(last.decisions)} decisions replayed`);
  };
  return {
    at: (done) => {
      last = { sessions: done.sessions, decisions: done.decisions };
      started ??= told = performance.now();
      if (performance.now() - told < EVERY_MS) return;
      told = performance.now();
      tell();
    },
    end: () => {
      if (started !== null && told !== started) tell();
    },
  };
};
