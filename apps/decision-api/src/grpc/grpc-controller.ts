import type { Metadata } from '@grpc/grpc-js';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { ProblemError } from '@writ/aarm';
import { CALLS } from '@writ/contract';
import type { Call, CallName } from '@writ/contract';
import { filter, from, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { serve } from '../edge.js';
import type { Incoming } from '../edge.js';
import type { WithStatus } from '../operations/operation.js';
import { PARTS } from '../parts.js';
import type { DecisionApiParts } from '../parts.js';
import { codecOf } from './codec.js';
import type { Codec } from './codec.js';
import type { Message } from './encode.js';
import { SERVICE } from './messages.js';
import { RpcProblemFilter } from './rpc-problem-filter.js';

/** The call's cancellation, as grpc-js tells it. */
interface Cancellable {
  once(event: 'cancelled', listener: () => void): unknown;
}

/** What grpc-js hands over of one request. */
interface Request {
  readonly message: Message;
  readonly metadata: Metadata;
  readonly cancellable: Cancellable;
}

interface HasParts {
  readonly parts: DecisionApiParts;
}

/** `writ.v1.DecisionService`: a controller with one method for each call of the table. */
export function grpcController(): Type<HasParts> {
  @Controller()
  @UseFilters(RpcProblemFilter)
  class GrpcController implements HasParts {
    constructor(@Inject(PARTS) readonly parts: DecisionApiParts) {}
  }
  for (const name of Object.keys(CALLS) as CallName[]) defineMethod(GrpcController.prototype, name);
  return GrpcController;
}

function defineMethod(controller: HasParts, name: CallName): void {
  const call: Call = CALLS[name];
  const serveCall = serve(name);
  const codec = codecOf(name);
  const encodeResult = call.stream === true ? encodeStream : call.status === undefined ? encodeAnswer : encodeWithStatus;
  const descriptor = {
    value: async function (this: HasParts, message: Message, metadata: Metadata, cancellable: Cancellable): Promise<unknown> {
      const incoming = incomingOf(call, codec, { message, metadata, cancellable });
      return encodeResult(await serveCall(this.parts, incoming), codec, call);
    },
  };
  Object.defineProperty(controller, name, descriptor);
  GrpcMethod(SERVICE, codec.method)(controller, name, descriptor);
}

const incomingOf = (call: Call, codec: Codec, { message, metadata, cancellable }: Request): Incoming => ({
  header: (name) => headerIn(metadata, name),
  id: call.id === undefined ? '' : ((message[call.id] as string | undefined) ?? ''),
  query: Object.fromEntries((call.query ?? []).flatMap((name) => (message[name] === undefined ? [] : [[name, message[name]]]))),
  body: () => codec.decode(message),
  signal: () => cancelSignal(cancellable),
});

/** A member of the metadata; two credentials or two keys would let two readers pick differently. */
function headerIn(metadata: Metadata, name: string): string | undefined {
  const values = metadata.get(name);
  if (values.length > 1)
    throw new ProblemError('invalid_field', { detail: `\`${name}\` is given more than once; give it once`, field: name });
  return values[0]?.toString();
}

function cancelSignal(cancellable: Cancellable): AbortSignal {
  const controller = new AbortController();
  cancellable.once('cancelled', () => {
    controller.abort();
  });
  return controller.signal;
}

const encodeAnswer = (answer: unknown, codec: Codec): Message => codec.encode(answer as object);

/** A status is a field of the message where the message has room for it. */
function encodeWithStatus(made: unknown, codec: Codec, { answeredAs }: Call): Message {
  const { status, answer } = made as WithStatus<number, object>;
  return codec.encode(answeredAs === undefined ? answer : { [answeredAs]: answer, created: status === 201 });
}

/** The stream without its heartbeats: gRPC has its own. */
const encodeStream = (changes: unknown, codec: Codec): Observable<Message> =>
  from(changes as AsyncIterable<object | null>).pipe(
    filter((change): change is object => change !== null),
    map((change) => codec.encode(change)),
  );
