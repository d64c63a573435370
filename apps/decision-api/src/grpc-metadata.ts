import type { Metadata } from '@grpc/grpc-js';
import { ProblemError } from '@writ/aarm';
import type { Message } from './wire.js';

/** The one service of the proto. */
export const SERVICE = 'DecisionService';

/** A member of the metadata; two credentials or two keys would let two readers pick differently. */
export function header(metadata: Metadata, name: string): string | undefined {
  const values = metadata.get(name);
  if (values.length > 1)
    throw new ProblemError('invalid_field', { detail: `\`${name}\` is given more than once; give it once`, field: name });
  return values[0]?.toString();
}

/** A member that is a text; empty where it is left out. */
export const text = (message: Message, name: string): string => (message[name] as string | undefined) ?? '';
