import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** What may be reached beside public addresses. */
export interface Outgoing {
  /** Private addresses that are meant, as addresses or CIDR ranges; all others are refused. */
  readonly allow: readonly string[];
}

/** An answer of the other side; more of its body than this is not read. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const PATIENCE_MS = 5_000;
const MOST_BYTES = 64 * 1024;

/** A destination that must not be reached from here. */
export class ForbiddenDestination extends Error {}

/** What is sent. */
export interface Message {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Posts a body: see {@link send}. */
export const post = async (outgoing: Outgoing, message: Omit<Message, 'method'>): Promise<Answer> =>
  send(outgoing, { ...message, method: 'POST' });

/**
 * Sends a message. The name is resolved once and the connection goes to the address that was checked; private, link-local,
 * loopback and metadata addresses are refused, redirects are not followed.
 *
 * @throws ForbiddenDestination where no attempt can succeed
 */
export async function send({ allow }: Outgoing, { method, url, headers, body }: Message): Promise<Answer> {
  const target = destination(url);
  const filter = { allowIPAddressList: [...allow], keepAlive: false };
  const secure = target.protocol === 'https:';
  const agent = secure ? new RequestFilteringHttpsAgent(filter) : new RequestFilteringHttpAgent(filter);
  const options = {
    method,
    agent,
    headers: { ...headers, 'content-length': Buffer.byteLength(body).toString() },
    timeout: PATIENCE_MS,
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(error.message.includes('is not allowed') ? new ForbiddenDestination(error.message) : error);
    };
    try {
      const sent = (secure ? httpsRequest : httpRequest)(target, options, (answer) => {
        read(answer).then(resolve, fail);
      });
      const late = setTimeout(() => sent.destroy(new Error(`no whole answer within ${PATIENCE_MS.toString()} ms`)), PATIENCE_MS);
      sent.on('error', fail);
      sent.on('close', () => {
        clearTimeout(late);
      });
      sent.end(body);
    } catch (error) {
      // The agent refuses a literal address before there is a request.
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function destination(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:'))
    throw new ForbiddenDestination(`\`${url}\` is not an address of the web: name one with \`https:\``);
  if (target.username !== '' || target.password !== '') throw new ForbiddenDestination('an address must not carry a password');
  return target;
}

async function read(answer: IncomingMessage): Promise<Answer> {
  let body = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    body += chunk as string;
    if (body.length >= MOST_BYTES) break;
  }
  return { status: answer.statusCode ?? 0, body: body.slice(0, MOST_BYTES) };
}
