import { randomBytes } from 'node:crypto';
import type { SignIn } from '@writ/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleFile, ConsoleFiles } from './console-files.js';

/** The console that a control plane serves beside GraphQL. */
export interface ConsoleOptions {
  /** Null where it was not built: its page then says how. */
  readonly files: ConsoleFiles | null;
  /** Where people may sign in, by issuer. */
  readonly signIn: readonly (SignIn & { readonly issuer: string })[];
}

/** Marks a route that answers without a token: it serves files that are the same for everybody. */
export const OPEN_ROUTE = { open: true } as const;

const NONCE = '__CSP_NONCE__';
const A_YEAR = 'public, max-age=31536000, immutable';

/** Whether a request asks for what everybody may have. */
export const isOpen = ({ routeOptions }: FastifyRequest): boolean => (routeOptions.config as { readonly open?: true }).open === true;

/** Serves the console: its files, where to sign in, and for every other path its one page. A GET changes nothing here. */
export function serveConsole(server: FastifyInstance, options: ConsoleOptions): void {
  const { files } = options;
  const config = JSON.stringify({
    sign_in: options.signIn.map(({ issuer, clientId, authorizeUrl, tokenUrl, scope }) => ({
      issuer,
      client_id: clientId,
      authorize_url: authorizeUrl,
      token_url: tokenUrl,
      scope,
    })),
  });
  server.get('/console.json', { config: OPEN_ROUTE }, (_, reply) => secured(reply).type('application/json').send(config));
  server.get('/*', { config: OPEN_ROUTE }, async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (files === null) return notBuilt(reply);
    const file = files.files.get(path);
    if (file !== undefined && path !== '/index.html') return send(file, path, { request, reply });
    if (path.startsWith('/assets/')) return secured(reply).code(404).type('text/plain').send('no such file');
    return page(files.page, reply, options);
  });
}

function notBuilt(reply: FastifyReply): FastifyReply {
  return secured(reply).code(503).type('text/plain; charset=utf-8').send('the console is not built; run `npm run bundle -w @writ/console`');
}

/** Names of files under `assets` carry the hash of what is in them. */
async function send(
  file: ConsoleFile,
  path: string,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<unknown> {
  secured(reply)
    .header('cache-control', path.startsWith('/assets/') ? A_YEAR : 'no-cache')
    .header('etag', file.etag)
    .header('vary', 'accept-encoding')
    .type(file.type);
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  if (!/\bgzip\b/u.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.bytes);
  return reply.header('content-encoding', 'gzip').send(await file.zipped());
}

function page(text: string, reply: FastifyReply, { signIn }: ConsoleOptions): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  return secured(reply)
    .header('content-security-policy', policyOf(nonce, signIn))
    .header(
      'permissions-policy',
      'publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()',
    )
    .type('text/html; charset=utf-8')
    .send(text.replaceAll(NONCE, nonce));
}

/** No inline script, no other host than those that issue tokens; frames of others could have clicks approve things. */
function policyOf(nonce: string, signIn: ConsoleOptions['signIn']): string {
  const issuers = [...new Set(signIn.map(({ tokenUrl }) => new URL(tokenUrl).origin))];
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self'`,
    `connect-src ${["'self'", ...issuers].join(' ')}`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

const secured = (reply: FastifyReply): FastifyReply =>
  reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin');
