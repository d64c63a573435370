import type { ExpressionGroup } from './expressions.js';

/** Calls with one argument each. */
export const each = (builtin: string, values: readonly string[], form?: ExpressionGroup['form']): ExpressionGroup => ({
  builtin,
  args: values.map((value) => [value]),
  ...(form === undefined ? {} : { form }),
});

/** Calls with several arguments. */
export const calls = (builtin: string, args: ExpressionGroup['args'], form?: ExpressionGroup['form']): ExpressionGroup => ({
  builtin,
  args,
  ...(form === undefined ? {} : { form }),
});

/** The same for several builtins. */
export const forAll = (builtins: readonly string[], make: (builtin: string) => ExpressionGroup): readonly ExpressionGroup[] =>
  builtins.map(make);

/** An operator between two arguments. */
export const infix =
  (operator: string): ExpressionGroup['form'] =>
  (left = '', right = '') =>
    `${left} ${operator} ${right}`;

/** Texts as they stand in Rego. */
export const quoted = (...texts: readonly string[]): readonly string[] => texts.map((text) => JSON.stringify(text));
