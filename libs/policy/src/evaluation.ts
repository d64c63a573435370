import { canonicalize, sha256 } from '@writ/receipt';

/**
 * What an evaluation may do, and so what a policy means where it would do more. Counted in work, never in time, so that the same
 * input comes to the same end on every machine and in every replay.
 *
 * INVARIANT: any change of meaning, here, in `wasm` or in `builtins`, is another version: the hash of a policy covers it.
 */
export const EVALUATION = {
  version: 'writ-evaluation-2',
  /** Instructions of all rules together. */
  fuel: 500_000_000,
  /** Instructions of a rule that is asked alone, because together they failed; so much as above for all of these. */
  rule_fuel: 100_000_000,
  /** Calls of functions within themselves. */
  depth: 2_000,
  /** Memory in pages of 64 KiB. */
  pages: 1_024,
  /** Characters of what all rules say together. */
  answer: 262_144,
} as const;

/** Under this name the hash of a policy covers how it is evaluated. */
export const EVALUATION_FILE = {
  name: 'evaluation.json',
  sha256: sha256(canonicalize(EVALUATION)),
} as const;
