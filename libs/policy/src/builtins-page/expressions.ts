import { COLLECTION_EXPRESSIONS } from './collection-expressions.js';
import { NUMBER_EXPRESSIONS } from './number-expressions.js';
import { PATTERN_EXPRESSIONS } from './pattern-expressions.js';
import { TEXT_EXPRESSIONS } from './text-expressions.js';

/** Expressions about one builtin: what it is given, as Rego, and how it is written where it is no plain call. */
export interface ExpressionGroup {
  readonly builtin: string;
  readonly args: readonly (readonly string[])[];
  readonly form?: (...args: readonly string[]) => string;
}

/** One expression that native OPA and the module are both asked. */
export interface Expression {
  readonly builtin: string;
  readonly args: readonly string[];
  /** With other texts in place of its arguments. */
  readonly written: (args: readonly string[]) => string;
}

/** All of them. */
export const EXPRESSIONS: readonly Expression[] = [
  ...NUMBER_EXPRESSIONS,
  ...TEXT_EXPRESSIONS,
  ...COLLECTION_EXPRESSIONS,
  ...PATTERN_EXPRESSIONS,
].flatMap(({ builtin, args, form }) =>
  args.map((given) => ({
    builtin,
    args: given,
    written: (texts) => (form === undefined ? `${builtin}(${texts.join(', ')})` : form(...texts)),
  })),
);
