import type { Json, JsonObject } from '@writ/aarm';
import { wordsOfName } from './lineage/words.js';

const MOST_VALUES = 6;
const LONGEST_VALUE = 120;
/** Operations that say only that the tool is used. */
const SAYS_NOTHING = new Set(['call', 'run', 'execute', 'invoke', 'use']);

/** An action as an English sentence: `send mail to ann@corp.example with subject figures`. Pure, bounded. */
export function sentenceOf({
  tool,
  operation,
  parameters,
}: {
  readonly tool: string;
  readonly operation: string;
  readonly parameters: JsonObject;
}): string {
  const name = SAYS_NOTHING.has(operation) ? tool : `${operation} ${tool}`;
  const values: string[] = [];
  for (const [parameter, value] of Object.entries(parameters)) {
    if (values.length >= MOST_VALUES) break;
    for (const text of textsOf(value)) values.push(`${wordsOfName(parameter).join(' ')} ${text}`);
  }
  const verb = wordsOfName(name).join(' ');
  return values.length === 0 ? verb : `${verb} with ${values.slice(0, MOST_VALUES).join(', ')}`;
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (value === null || typeof value !== 'object') return [];
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as JsonObject)).slice(0, MOST_VALUES).flatMap(textsOf);
}
