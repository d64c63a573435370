import type { Caller, Json, PepCaller, PersonCaller } from '@writ/aarm';
import type { ANSWERS, BODIES, CALLS, BodyName, CallName } from '@writ/contract';
import type { z } from 'zod';
import type { DecisionApiParts } from '../parts.js';

type Table = typeof CALLS;
interface Callers {
  readonly pep: PepCaller;
  readonly person: PersonCaller;
  readonly any: Caller;
}

/** What the query string says; what it leaves out is undefined. */
export interface Query {
  readonly limit?: number;
  readonly wait_ms?: number;
  readonly after?: string;
}

/** What an operation is given: all of it was authenticated and checked before. */
export interface Given<Who = Caller, Body = unknown> {
  readonly caller: Who;
  /** `{id}` of the path; empty where the path has none. */
  readonly id: string;
  readonly body: Body;
  readonly query: Query;
  /** The idempotency key, or null where there is none. */
  readonly key: string | null;
  /** Aborts when the client is gone before its answer. */
  readonly signal: () => AbortSignal;
}

/** A value of a schema as code holds it: never written to; any JSON is any object, so that a named type is one too. */
type Held<T> = Json extends T
  ? unknown
  : T extends readonly (infer Item)[]
    ? readonly Held<Item>[]
    : T extends object
      ? string extends keyof T
        ? object
        : { readonly [Name in keyof T]: Held<T[Name]> }
      : T;

/** An answer, with its status where it is not always the same. */
export interface WithStatus<Status, Answer> {
  readonly status: Status;
  readonly answer: Answer;
}

type BodyOf<Name extends CallName> = Table[Name] extends { readonly body: infer Named extends BodyName }
  ? z.infer<(typeof BODIES)[Named]>
  : undefined;
type AnswerOf<Name extends CallName> = Held<z.infer<(typeof ANSWERS)[Table[Name]['answer']]>>;
type ResultOf<Name extends CallName> = Table[Name] extends { readonly stream: true }
  ? Promise<AsyncIterable<AnswerOf<Name> | null>>
  : Table[Name] extends { readonly status: readonly (infer Status)[] }
    ? Promise<WithStatus<Status, AnswerOf<Name>>>
    : Promise<AnswerOf<Name>>;

/** What each call of the table does, whichever protocol it came by. */
export type Operations = {
  readonly [Name in CallName]: (parts: DecisionApiParts, given: Given<Callers[Table[Name]['caller']], BodyOf<Name>>) => ResultOf<Name>;
};
