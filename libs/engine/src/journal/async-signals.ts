import type { Signals } from './ports.js';

/** The same signals, read where it does not matter how long that takes. */
export type AsyncSignals = {
  readonly [Name in keyof Signals]: (...asked: Parameters<Signals[Name]>) => ReturnType<Signals[Name]> | Promise<ReturnType<Signals[Name]>>;
};
