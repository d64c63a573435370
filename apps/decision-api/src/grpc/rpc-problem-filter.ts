import { Metadata, status } from '@grpc/grpc-js';
import { Catch } from '@nestjs/common';
import type { RpcExceptionFilter } from '@nestjs/common';
import { PROBLEM_TRAILER } from '@writ/contract';
import type { Problem } from '@writ/server';
import { problemOf } from '@writ/server';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';

/** gRPC status codes by HTTP status of the catalogue. */
const STATUS: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  405: status.UNIMPLEMENTED,
  409: status.FAILED_PRECONDITION,
  413: status.RESOURCE_EXHAUSTED,
  415: status.INVALID_ARGUMENT,
  503: status.UNAVAILABLE,
};

/** Answers every error of the gRPC side as a status whose trailer holds the problem. */
@Catch()
export class RpcProblemFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    const failure = statusOf(problemOf(error));
    return throwError(() => failure);
  }
}

/** A problem as grpc-js takes it. */
export function statusOf(problem: Problem): Error {
  const metadata = new Metadata();
  metadata.set(PROBLEM_TRAILER, Buffer.from(JSON.stringify(problem)));
  return Object.assign(new Error(problem.detail), {
    code: STATUS[problem.status] ?? status.INTERNAL,
    details: `${problem.code}: ${problem.detail}`,
    metadata,
  });
}
