import type { ReactNode } from 'react';
import type { Result } from '../api/types.js';

const WORDS: Readonly<Record<Result, string>> = {
  ALLOW: 'Allowed',
  DENY: 'Denied',
  MODIFY: 'Narrowed',
  STEP_UP: 'Asks a person',
  DEFER: 'Waits for context',
};

/** One of the five results, in words; colour only helps. */
export function ResultBadge({ result }: { readonly result: Result }): ReactNode {
  return (
    <span className={`badge badge-${result}`} title={result}>
      {WORDS[result]}
    </span>
  );
}
