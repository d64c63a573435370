import type { Metadata } from '@grpc/grpc-js';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  DecisionRequestSchema,
  OpenSessionSchema,
  OutcomeReportSchema,
  OutputReportSchema,
  RedeemSchema,
  ProblemError,
  SubmittedEntrySchema,
  SuppliedContextSchema,
} from '@writ/aarm';
import type { Decision } from '@writ/aarm';
import { validate } from '@writ/server';
import { filter, from, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { changesOf, decide, redeem, idempotencyKey, pepOf } from './edge.js';
import { SERVICE, header, text } from './grpc-metadata.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';
import { RpcProblemFilter } from './rpc-problem-filter.js';
import { bodyFrom, contextOut, decisionOut, releaseOut, sessionOut } from './wire.js';
import type { Message } from './wire.js';

/** The call's cancellation, as grpc-js tells it. */
interface Call {
  once(event: 'cancelled', listener: () => void): unknown;
}

const LISTED = 100;
const LONGEST_WAIT_MS = 600_000;

/** `writ.v1.DecisionService`: each method parses, makes the same engine call as REST, and encodes. */
@Controller()
@UseFilters(RpcProblemFilter)
export class GrpcController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @GrpcMethod(SERVICE, 'OpenSession')
  async openSession(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    const body = validate(OpenSessionSchema, bodyFrom.openSession(message));
    const identity = await this.parts.authenticator.identity(body.identity, caller, body.host_session_id);
    const { session, created } = await this.parts.engine.openSession(caller, body, identity);
    return { session: sessionOut(session), created };
  }

  @GrpcMethod(SERVICE, 'AppendEntry')
  async appendEntry(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    return this.parts.engine.appendEntry(
      caller,
      text(message, 'session_id'),
      validate(SubmittedEntrySchema, bodyFrom.appendEntry(message)),
    ) as Promise<unknown> as Promise<Message>;
  }

  @GrpcMethod(SERVICE, 'CloseSession')
  async closeSession(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    return sessionOut(await this.parts.engine.closeSession(caller, text(message, 'session_id')));
  }

  @GrpcMethod(SERVICE, 'ListSessions')
  async listSessions(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    const sessions = await this.parts.engine.sessions(caller, bounded(message, 'limit', { fallback: LISTED, most: 1000 }));
    return { sessions: sessions.map(sessionOut) };
  }

  @GrpcMethod(SERVICE, 'Decide')
  async decide(message: Message, metadata: Metadata, call: Call): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    const key = idempotencyKey(header(metadata, 'idempotency-key'));
    const body = validate(DecisionRequestSchema, bodyFrom.decide(message));
    return decisionOut(await decide(this.parts, caller, body, { key, signal: () => cancelled(call) }));
  }

  @GrpcMethod(SERVICE, 'GetDecision')
  async getDecision(message: Message, metadata: Metadata, call: Call): Promise<Message> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    const wait = bounded(message, 'wait_ms', { fallback: 0, most: LONGEST_WAIT_MS });
    const id = text(message, 'decision_id');
    return decisionOut(
      await (wait === 0 ? this.parts.engine.decision(caller, id) : this.parts.engine.awaitDecision(caller, id, wait, cancelled(call))),
    );
  }

  @GrpcMethod(SERVICE, 'WatchDecision')
  async watchDecision(message: Message, metadata: Metadata, call: Call): Promise<Observable<Message>> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    const changes = from(changesOf(this.parts, caller, text(message, 'decision_id'), cancelled(call)));
    return changes.pipe(
      filter((decision): decision is Decision => decision !== null),
      map(decisionOut),
    );
  }

  @GrpcMethod(SERVICE, 'Redeem')
  async redeem(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    const key = idempotencyKey(header(metadata, 'idempotency-key'));
    const request = validate(RedeemSchema, bodyFrom.decide(message));
    return decisionOut(await redeem(this.parts, caller, { decisionId: text(message, 'decision_id'), request, key }));
  }

  @GrpcMethod(SERVICE, 'ReportOutcome')
  async reportOutcome(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    return decisionOut(
      await this.parts.engine.recordOutcome(
        caller,
        text(message, 'decision_id'),
        validate(OutcomeReportSchema, bodyFrom.reportOutcome(message)),
      ),
    );
  }

  @GrpcMethod(SERVICE, 'ReleaseOutput')
  async releaseOutput(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    const report = validate(OutputReportSchema, bodyFrom.reportOutcome(message));
    return releaseOut(await this.parts.engine.releaseOutput(caller, text(message, 'decision_id'), report));
  }

  @GrpcMethod(SERVICE, 'SupplyContext')
  async supplyContext(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await pepOf(this.parts, header(metadata, 'authorization'));
    return decisionOut(
      await this.parts.engine.supplyContext(
        caller,
        text(message, 'decision_id'),
        validate(SuppliedContextSchema, bodyFrom.supplyContext(message)),
      ),
    );
  }

  @GrpcMethod(SERVICE, 'GetContext')
  async getContext(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    return contextOut(await this.parts.engine.contextOf(caller, text(message, 'decision_id')));
  }

  @GrpcMethod(SERVICE, 'GetReceipt')
  async getReceipt(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    return { ...(await this.parts.engine.receipt(caller, text(message, 'receipt_id'))) };
  }

  @GrpcMethod(SERVICE, 'GetBundle')
  async getBundle(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    const { decision, receipts } = await this.parts.engine.bundle(caller, text(message, 'decision_id'));
    return { decision: decisionOut(decision), receipts };
  }

  @GrpcMethod(SERVICE, 'ListSessionReceipts')
  async listSessionReceipts(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await this.parts.authenticator.caller(header(metadata, 'authorization'));
    return { ...(await this.parts.engine.sessionReceipts(caller, text(message, 'session_id'))) };
  }
}

function bounded(message: Message, name: string, { fallback, most }: { readonly fallback: number; readonly most: number }): number {
  const value = message[name] as number | undefined;
  if (value === undefined) return fallback;
  if (value >= 0 && value <= most) return value;
  throw new ProblemError('invalid_field', {
    detail: `\`${name}\` is not an integer from \`0\` to \`${most.toString()}\`; send one`,
    field: name,
  });
}

function cancelled(call: Call): AbortSignal {
  const controller = new AbortController();
  call.once('cancelled', () => {
    controller.abort();
  });
  return controller.signal;
}
