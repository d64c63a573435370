import { ProblemError } from '@writ/aarm';

/** A member that GraphQL carries as JSON text. */
export function jsonIn(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_field', { detail: `\`${field}\` is not JSON: send it as JSON text`, field });
  }
}

/** A member where it was given: null is left out, as its schema has it. */
export const given = <Value extends string | number>(
  name: string,
  value: Value | null | undefined,
  read: (value: Value) => unknown,
): Readonly<Record<string, unknown>> => (value === undefined || value === null ? {} : { [name]: read(value) });
