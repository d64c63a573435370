import type { Signals } from '@writ/engine';

/** What is asked of the thread, by the number of the question. */
export interface Question {
  readonly id: number;
  readonly name: keyof Signals;
  readonly asked: readonly unknown[];
}

/** Its answer, or why there is none. */
export type Answer = { readonly id: number; readonly said: unknown } | { readonly id: number; readonly error: string };
