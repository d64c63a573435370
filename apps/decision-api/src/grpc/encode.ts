import type { Mapping, Pair } from './mapping.js';

/** A decoded message: fields that were not sent are absent. */
export type Message = Readonly<Record<string, unknown>>;

/** A JSON value as the message that stands for it. */
export function encode(mapping: Mapping, value: object): Message {
  const message: Record<string, unknown> = {};
  const members = value as Readonly<Record<string, unknown>>;
  for (const pair of mapping.pairs) {
    const member = members[pair.member];
    if (member !== undefined && !isAbsent(member, pair)) message[pair.field.name] = encodeMember(member, pair);
  }
  for (const { member, inner } of mapping.inlined)
    if (members[member] !== undefined) Object.assign(message, encode(inner, members[member] as object));
  return message;
}

/** Null is an absent field, except where null is a value like any other. */
const isAbsent = (member: unknown, { way }: Pair): boolean => member === null && !(way.kind === 'json' && !way.nullable);

function encodeMember(member: unknown, { way }: Pair): unknown {
  switch (way.kind) {
    case 'plain':
      return member;
    case 'json':
      return JSON.stringify(member);
    case 'message':
      return Array.isArray(member) ? encodeAll(way.inner, member as readonly object[]) : encode(way.inner, member as object);
    case 'wrapped':
      return { [way.within]: encodeAll(way.inner, member as readonly object[]) };
  }
}

const encodeAll = (mapping: Mapping, members: readonly object[]): readonly Message[] => members.map((each) => encode(mapping, each));
