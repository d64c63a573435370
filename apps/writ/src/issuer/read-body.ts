import type { IncomingMessage } from 'node:http';

const MAX_BODY = 64 * 1024;

/** A body that is not taken; says why. */
export class UnreadableBody extends Error {}

export type Body = Readonly<Record<string, unknown>>;

/** The body of a request, a form or JSON. Rejects what is neither, and what is too large. */
export const readBody = async (request: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new UnreadableBody(`the body has more than ${MAX_BODY.toString()} bytes: send less`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true)
    return Object.fromEntries(new URLSearchParams(text));
  const body = parsed(text);
  if (typeof body !== 'object' || body === null) throw new UnreadableBody('the body is neither a form nor a JSON object: send one');
  return body as Body;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};
