import type { IncomingMessage } from 'node:http';

const MAX_BODY = 64 * 1024;

export type Body = Readonly<Record<string, unknown>>;

/** The body of a request, a form or JSON. Rejects what is neither, and what is too large. */
export const readBody = async (request: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new Error('too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true)
    return Object.fromEntries(new URLSearchParams(text));
  const body = JSON.parse(text) as unknown;
  if (typeof body !== 'object' || body === null) throw new Error('not an object');
  return body as Body;
};
