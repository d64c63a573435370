import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem.js';
import type { Problem } from './problem.js';

/** What an app adds to the filter. */
export interface ProblemFilterOptions {
  /** Told of every problem that is sent. */
  readonly seen: (problem: Problem) => void;
  /** The error to answer where no route took the request, and the methods that the path does take. */
  readonly unrouted: (method: string, url: string) => { readonly error: Error; readonly allow: string | null };
}

/** Answers every error of the HTTP side as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly options: ProblemFilterOptions) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const lost = request.is404 ? this.options.unrouted(request.method, request.url) : null;
    const allow = lost?.allow ?? null;
    if (allow !== null) void reply.header('allow', allow);
    const problem = problemOf(lost?.error ?? error);
    this.options.seen(problem);
    sendProblem(reply, problem);
  }
}

/** Sends a problem, unless the answer is already on its way. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (reply.sent) return;
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="writ"');
  if (problem.status === 503) void reply.header('retry-after', '1');
  void reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}
