import { deflateSync } from 'node:zlib';
import type { IssuerHost } from './issuer-host.js';
import { seconds } from './issuer-host.js';

/** What a list says, and how it is signed; everything that is not given is as it should be. */
export interface ListGiven {
  readonly statuses?: readonly number[];
  readonly bits?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A list of statuses, packed as the specification packs it. */
export function pack(statuses: readonly number[], bits: number): string {
  const bytes = new Uint8Array(Math.ceil((statuses.length * bits) / 8));
  for (const [index, status] of statuses.entries()) {
    const at = index * bits;
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (status << (at & 7));
  }
  return deflateSync(bytes).toString('base64url');
}

/** Publishes a list from now on. */
export async function publish(idp: IssuerHost, path: string, { statuses = [0, 0], bits = 1, claims, header }: ListGiven): Promise<void> {
  const said = { sub: `${idp.url}${path}`, iat: seconds(), ttl: 1, status_list: { bits, lst: pack(statuses, bits) }, ...claims };
  const list = await idp.sign(said, { typ: 'statuslist+jwt', ...header });
  idp.answer(path, (_, response) => response.setHeader('content-type', 'application/statuslist+jwt').end(list));
}
