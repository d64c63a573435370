import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { Metadata, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { PROBLEM_TRAILER, PROTO_FILE } from '@writ/contract';
import type { Problem } from '@writ/server';

/** An answer of the service, whatever it was. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, never> & Partial<Problem> & Record<string, unknown>;
}

/** One request, byte for byte as given. */
export function send(
  url: string,
  call: {
    readonly method?: string;
    readonly path: string;
    readonly body?: string | Uint8Array;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = call.body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(call.body) };
    const request = httpRequest(`${url}${call.path}`, {
      method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
      headers: { ...type, ...call.headers },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const json = response.headers['content-type']?.includes('json') ?? false;
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: (json ? JSON.parse(text) : {}) as Answer['body'],
        });
      });
    });
    request.end(call.body);
  });
}

type Method = (message: object, metadata: Metadata, done: (error: ServiceError | null, answer: Record<string, unknown>) => void) => unknown;
type Watch = (message: object, metadata: Metadata) => AsyncIterable<Record<string, unknown>>;

/** A gRPC client; a failed call resolves to the problem in its trailer. */
export interface GrpcClient {
  call(
    method: string,
    message: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ code: number; problem: Problem | null; answer: Record<string, unknown> }>;
  watch(message: object, headers: Readonly<Record<string, string>>): AsyncIterable<Record<string, unknown>>;
  close(): void;
}

/** Connects to `writ.v1.DecisionService`. */
export function connect(port: number): GrpcClient {
  const definition = loadPackageDefinition(
    loadSync(PROTO_FILE, { keepCase: true, enums: String, longs: String, defaults: false, arrays: true }),
  );
  const { DecisionService } = (definition['writ'] as Record<string, Record<string, unknown>>)['v1'] as Record<
    string,
    new (...given: unknown[]) => Record<string, unknown>
  >;
  if (DecisionService === undefined) throw new Error('no DecisionService');
  const client = new DecisionService(`127.0.0.1:${port.toString()}`, credentials.createInsecure());
  const metadataOf = (headers: Readonly<Record<string, string>>): Metadata => {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return metadata;
  };
  return {
    call: (method, message, headers = {}) =>
      new Promise((resolve) => {
        (client[method] as Method).call(client, message, metadataOf(headers), (error, answer) => {
          const trailer = error?.metadata.get(PROBLEM_TRAILER)[0];
          resolve({ code: error?.code ?? 0, problem: trailer === undefined ? null : (JSON.parse(trailer.toString()) as Problem), answer });
        });
      }),
    watch: (message, headers) => (client['WatchDecision'] as Watch).call(client, message, metadataOf(headers)),
    close: () => {
      (client['close'] as () => void).call(client);
    },
  };
}
