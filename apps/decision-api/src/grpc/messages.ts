import { loadSync } from '@grpc/proto-loader';
import type { MessageTypeDefinition, ServiceDefinition } from '@grpc/proto-loader';
import { PROTO_FILE, PROTO_PACKAGE } from '@writ/contract';

/** The one service of the proto. */
export const SERVICE = 'DecisionService';

/** A field of a message, as the proto declares it. */
export interface Field {
  readonly name: string;
  readonly type: string;
  /** The message or enum that it is of; empty for a scalar. */
  readonly typeName: string;
  readonly repeated: boolean;
}

interface Declared {
  readonly name: string;
  readonly field: readonly { readonly name: string; readonly type: string; readonly typeName: string; readonly label: string }[];
}

const DEFINITION = loadSync(PROTO_FILE, { keepCase: true });
const METHODS = DEFINITION[`${PROTO_PACKAGE}.${SERVICE}`] as ServiceDefinition;
const definitionOf = (name: string): unknown => DEFINITION[`${PROTO_PACKAGE}.${name}`];

/** The fields of a message by name. */
export function fieldsOf(message: string): ReadonlyMap<string, Field> {
  const { field } = (definitionOf(message) as MessageTypeDefinition<object, object>).type as Declared;
  return new Map(
    field.map(({ name, type, typeName, label }) => [name, { name, type, typeName, repeated: label === 'LABEL_REPEATED' }] as const),
  );
}

/** The values of an enum. */
export const valuesOf = (name: string): readonly string[] =>
  (definitionOf(name) as { readonly type: { readonly value: readonly { readonly name: string }[] } }).type.value.map((each) => each.name);

/** A method of the service, with the names of its messages. */
export interface Method {
  readonly name: string;
  readonly request: string;
  readonly response: string;
}

/** The method of a call: it has its name, with a capital. */
export function methodOf(call: string): Method {
  const name = `${call.slice(0, 1).toUpperCase()}${call.slice(1)}`;
  const method = METHODS[name];
  if (method === undefined) throw new TypeError(`the proto has no method \`${name}\``);
  const nameOf = ({ type }: { readonly type: object }): string => (type as Declared).name;
  return { name, request: nameOf(method.requestType), response: nameOf(method.responseType) };
}
