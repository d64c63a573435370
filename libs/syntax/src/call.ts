import type { Field } from './field.js';
import type { Place } from './findings.js';
import type { Reading } from './reading.js';

/** A command whose words are known as far as they can be. */
export interface Run {
  readonly reading: Reading;
  readonly fields: readonly Field[];
  readonly place: Place;
  readonly assigned: readonly { readonly name: string; readonly text: string; readonly literal: boolean }[];
}

/** A run whose program is told apart from its words. */
export interface Call extends Run {
  readonly program: string;
  readonly args: readonly Field[];
  /** The place of what this one runs. */
  readonly inside: Place;
}

/** A text that another shell runs: what it assigns is gone afterwards. */
export function child({ reading, inside }: Call, text: string): string | null {
  return reading.names.isolated(() => reading.text(text, { ...inside, context: 'handed' }));
}

/** A file that runs: known if this text has written it. */
export function sourced(call: Call, file: Field): string | null {
  const { reading, program } = call;
  const text = file.output ?? reading.names.files.get(file.text);
  if (typeof text === 'string') return reading.text(text, call.inside);
  if (file.output === null || /^\/dev\/(stdin|fd)|^<\(/u.test(file.text) || (!file.literal && /^\$[({]?[\w@*]*[)}]?$/u.test(file.text)))
    reading.findings.doubt(`what \`${program}\` runs is computed when it runs: \`${file.text.slice(0, 80)}\``);
  return null;
}
