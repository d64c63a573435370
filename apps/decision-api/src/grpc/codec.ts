import type { JsonObject } from '@writ/aarm';
import { CALLS, wireSchema } from '@writ/contract';
import type { AnswerName, Call, CallName } from '@writ/contract';
import { decode } from './decode.js';
import { encode } from './encode.js';
import type { Message } from './encode.js';
import { mappingOf } from './mapping.js';
import type { Mapping } from './mapping.js';
import { methodOf } from './messages.js';

/** How the messages of one call and its JSON stand for each other. */
export interface Codec {
  /** The name of the method. */
  readonly method: string;
  decode(message: Message): unknown;
  encode(answer: object): Message;
}

/** The codec of a call, derived from the table, the schemas and the proto. */
export function codecOf(name: CallName): Codec {
  const { method, request, response } = mappingsOf(name);
  return { method, decode: (message) => decode(request, message), encode: (answer) => encode(response, answer) };
}

/** The mappings of the messages of a call. */
export function mappingsOf(name: CallName): { readonly method: string; readonly request: Mapping; readonly response: Mapping } {
  const call: Call = CALLS[name];
  const { name: method, request, response } = methodOf(name);
  return {
    method,
    request: mappingOf(request, call.body === undefined ? { type: 'object' } : wireSchema(call.body)),
    response: mappingOf(response, answerSchemaOf(call)),
  };
}

function answerSchemaOf({ answer, answeredAs }: Call): JsonObject {
  const schema = wireSchema(answer as AnswerName);
  if (answeredAs === undefined) return schema;
  return { type: 'object', properties: { [answeredAs]: schema, created: { type: 'boolean' } }, required: [answeredAs, 'created'] };
}
