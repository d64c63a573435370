import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readInputs, writeSignatures } from './framing.js';
import { SignerError } from './signer.js';
import type { Signer } from './signer.js';

/** A batch of 128 receipts of a quarter of a megabyte each. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MIN_SECRET_LENGTH = 32;

/** Options of {@link startSignerServer}. */
export interface SignerServerOptions {
  readonly signer: Signer;
  readonly port: number;
  /** Loopback where left out. */
  readonly host?: string;
  /** What callers present as bearer; at least 32 characters. */
  readonly secret: string;
}

export interface SignerServer {
  readonly url: string;
  /** Stops taking requests, finishes those it has, closes the signer. */
  close(): Promise<void>;
}

/** What a route answers. */
interface Answer {
  readonly status: number;
  readonly body: Uint8Array | object;
}

/** Serves a signer over HTTP with the same contract as the thread. */
export async function startSignerServer({ signer, port, host = '127.0.0.1', secret }: SignerServerOptions): Promise<SignerServer> {
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new SignerError('configuration', `the signer's secret needs at least \`${String(MIN_SECRET_LENGTH)}\` characters`);
  }
  const server = createServer((request, response) => {
    void answerTo(request, signer, secret).then((answer) => {
      send(request, response, answer);
    });
  });
  server.requestTimeout = 10_000;
  await listen(server, port, host);
  const { address, family, port: bound } = server.address() as AddressInfo;
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${String(bound)}`, close: () => shutDown(server, signer) };
}

async function answerTo(request: IncomingMessage, signer: Signer, secret: string): Promise<Answer> {
  try {
    return await route(request, signer, secret);
  } catch (error) {
    return refusal(error);
  }
}

async function route(request: IncomingMessage, signer: Signer, secret: string): Promise<Answer> {
  const call = `${request.method ?? ''} ${request.url ?? ''}`;
  if (call === 'GET /healthz') return { status: 200, body: { status: 'ok' } };
  if (call === 'GET /readyz') return readiness(signer);
  if (!bears(request, secret)) return problem(401, 'unauthenticated', 'present the shared secret as bearer');
  if (call === 'GET /v1/keys') return { status: 200, body: { kid: signer.kid, protected: signer.protected, keys: await signer.keys() } };
  if (call !== 'POST /v1/sign') return problem(404, 'route_not_found', 'no such route');
  if (request.headers['content-type'] !== 'application/octet-stream') {
    return problem(415, 'unsupported_media_type', 'the body must be `application/octet-stream`');
  }
  const body = await readBody(request);
  if (body === null) return problem(413, 'body_too_large', `a batch has at most \`${String(MAX_BODY_BYTES)}\` bytes`);
  return { status: 200, body: writeSignatures(await signer.sign(readInputs(body))) };
}

/** Ready means that a receipt could be signed right now, so one is. */
async function readiness(signer: Signer): Promise<Answer> {
  await signer.sign([Buffer.from(`${signer.protected}.e30`, 'ascii')]);
  return { status: 200, body: { status: 'ready' } };
}

/** Compared as digests, so that neither content nor length of the secret shows in the time it takes. */
function bears(request: IncomingMessage, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${secret}`));
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusal(error: unknown): Answer {
  if (error instanceof SignerError && error.code === 'refused_input') return problem(422, error.code, error.message);
  return problem(503, 'signer_down', 'the signer cannot sign right now');
}

const problem = (status: number, code: string, detail: string): Answer => ({ status, body: { code, detail } });

function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const binary = body instanceof Uint8Array;
  const bytes = binary ? body : Buffer.from(JSON.stringify(body));
  // What was not read of a refused body must not be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': binary ? 'application/octet-stream' : 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function shutDown(server: Server, signer: Signer): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  await signer.close();
}
