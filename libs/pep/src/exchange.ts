import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Json } from '@writ/aarm';
import { countMembers, countMembersInText } from '@writ/receipt';
import { late, PepError, unreachable, unreadable } from './failure.js';

/** No answer of the service is larger; more than this is not read. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Until the whole answer is here, connecting included. */
  readonly withinMs: number;
}

export interface Answer {
  readonly status: 200 | 201;
  readonly body: unknown;
}

/**
 * One HTTP exchange that ends in time: a JSON body of a 200 or 201, or a {@link PepError}. It follows no redirect,
 * reuses no connection, and its timer covers connecting, waiting and a body that trickles.
 */
export const exchange = (options: Exchange): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = open(options);
    const timer = setTimeout(() => {
      request.destroy(late(options.withinMs));
    }, options.withinMs);
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(error instanceof PepError ? error : unreachable(error));
    };
    request.once('error', fail);
    request.once('upgrade', () => {
      fail(unreadable('it changes the protocol'));
      request.destroy();
    });
    request.once('response', (response) => {
      read(response).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      }, fail);
    });
    request.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });

const open = (options: Exchange): ClientRequest => {
  const url = new URL(options.url);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const type = options.body === undefined ? {} : { 'content-type': 'application/json' };
  return send(url, { method: options.method, agent: false, headers: { accept: 'application/json', ...type, ...options.headers } });
};

const read = async (response: IncomingMessage): Promise<Answer> => {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    response.destroy();
    throw new PepError('redirected', `writ answered with a redirect (${String(status)}), which is never followed`, {
      remedy: 'tell the user that Writ is not where this agent was told to ask',
    });
  }
  const text = await readText(response);
  if (status === 200 || status === 201) return { status, body: parseJson(text, response.headers['content-type']) };
  throw refusal(status, text);
};

const readText = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) throw unreadable('it is too large');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof PepError ? error : unreadable('it breaks off', error);
  }
  if (!response.complete) throw unreadable('it breaks off');
  return Buffer.concat(chunks).toString('utf8');
};

const parseJson = (text: string, type: string | undefined): unknown => {
  if (type === undefined || !/^application\/(?:[\w.-]+\+)?json(?:;|$)/u.test(type)) throw unreadable(`its type is \`${type ?? 'none'}\``);
  const value = parse(text);
  // Two readers could take a member that comes twice for two different answers.
  if (countMembers(value) !== countMembersInText(text)) throw unreadable('one of its members is given twice');
  return value;
};

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw unreadable('it is not json', error);
  }
};

/** A problem (RFC 9457) means that no decision exists; its own words say why. */
const refusal = (status: number, text: string): PepError => {
  const problem = problemOf(text);
  return new PepError('refused_by_service', `writ gave no decision (${String(status)}): ${problem.detail}`, {
    remedy: remedyOf(problem.code),
    problem: problem.code,
  });
};

const problemOf = (text: string): { readonly code: string; readonly detail: string } => {
  try {
    const body = JSON.parse(text) as { code?: unknown; detail?: unknown; title?: unknown } | null;
    const detail = [body?.detail, body?.title].find((value) => typeof value === 'string');
    return { code: typeof body?.code === 'string' ? body.code : 'unknown', detail: detail?.slice(0, 2000) ?? 'no reason given' };
  } catch {
    return { code: 'unknown', detail: 'no reason given' };
  }
};

const remedyOf = (code: string): string => {
  if (code === 'unauthenticated' || code === 'forbidden_caller') return 'tell the user that this agent has to be connected to Writ again';
  if (code === 'session_closed' || code === 'session_not_found') return 'ask the user to start a new session of the agent';
  if (code === 'body_too_large') return 'split the action into smaller ones';
  if (code === 'invalid_field' || code === 'malformed_body')
    return 'call it again with that value in another form, for example a long number as text or a deep structure as JSON in a text';
  return 'tell the user that Writ gives no decisions at the moment; go on with work that needs no tools';
};
