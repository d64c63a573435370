import { inflateSync } from 'node:zlib';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { askIssuer } from './ask-issuer.js';
import { boundedMap } from './bounded-map.js';
import type { Issuer, StatusLists } from './issuer.js';
import { Kept } from './kept.js';
import type { Said } from './kept.js';
import type { KeySet } from './key-set.js';
import { TokenError, readForm } from './token-form.js';
import { ALGORITHMS, SKEW_S } from './token-rules.js';

/** The longest list that is read, as it is signed and as it is unpacked: eight million tokens at one bit each. */
const MOST_BYTES = 1024 * 1024;
const MOST_LISTS = 64;
const RETRY_S = 5;
const TYPES = ['statuslist+jwt'];

/** What a token says of where its status is. Whatever else it says could be a way to revoke it that nobody here asks. */
const ReferenceSchema = z.strictObject({
  status_list: z.strictObject({ idx: z.int().min(0), uri: z.url().max(2048) }),
});
const ListSchema = z.looseObject({
  sub: z.string(),
  iss: z.string().optional(),
  iat: z.int(),
  exp: z.int().optional(),
  ttl: z.int().positive().optional(),
  status_list: z.looseObject({ bits: z.literal([1, 2, 4, 8]), lst: z.string().regex(/^[\w-]+$/u) }),
});

/** A list as its issuer signed it. */
export interface StatusList {
  readonly bits: 1 | 2 | 4 | 8;
  readonly bytes: Uint8Array;
}

/** Until when the answer counts, where the token may be used; a {@link TokenError} where it may not, or where nobody can tell. */
export type StatusCheck = (status: unknown) => Promise<{ readonly until: number }>;

/** Looks tokens of an issuer up in its lists (draft-ietf-oauth-status-list), which are fetched from its configured origins alone. */
export function createStatusCheck({ issuer, statusLists }: Pick<Issuer, 'issuer' | 'statusLists'>, keys: KeySet): StatusCheck {
  if (statusLists === undefined)
    return async () => Promise.reject(new TokenError('a token has a `status`, and its issuer has no `status_lists` that could be asked'));
  const lists = boundedMap<Kept<StatusList>>(MOST_LISTS);
  return async (status) => {
    const { idx, uri } = referenceIn(status, statusLists);
    const kept =
      lists.get(uri) ?? new Kept(async () => fetchList(uri, { issuer, keys, maxTtlS: statusLists.maxTtlS }), { retryS: RETRY_S });
    lists.set(uri, kept);
    const said = await kept.current();
    if (said === null) throw new TokenError('the status list of a token cannot be had right now');
    requireValid(statusAt(said.value, idx));
    return { until: said.countsUntil };
  };
}

function referenceIn(status: unknown, { origins }: StatusLists): { readonly idx: number; readonly uri: string } {
  const read = ReferenceSchema.safeParse(status);
  if (!read.success) throw new TokenError('the `status` of a token is not a `status_list` with `idx` and `uri` alone');
  const { idx, uri } = read.data.status_list;
  const { origin, username, password, hash } = new URL(uri);
  if (!origins.includes(origin) || `${username}${password}${hash}` !== '')
    throw new TokenError('the `status_list.uri` of a token is not at an origin that is configured for its issuer');
  return { idx, uri };
}

async function fetchList(
  uri: string,
  { issuer, keys, maxTtlS }: { readonly issuer: string; readonly keys: KeySet; readonly maxTtlS: number },
): Promise<Said<StatusList>> {
  const at = Date.now();
  const text = (await askIssuer({ url: uri, accept: 'application/statuslist+jwt', most: MOST_BYTES })).trim();
  readForm(text, { types: TYPES, longest: MOST_BYTES });
  const { payload } = await jwtVerify(text, keys.find, { subject: uri, algorithms: ALGORITHMS, clockTolerance: SKEW_S });
  const { iss, iat, exp, ttl = maxTtlS, status_list } = ListSchema.parse(payload);
  if ((iss !== undefined && iss !== issuer) || iat * 1000 > at + SKEW_S * 1000)
    throw new TokenError('a status list is not of its issuer, or of the future');
  const lifeMs = Math.min(ttl, maxTtlS) * 1000;
  const countsUntil = Math.min(at + lifeMs, exp === undefined ? Number.POSITIVE_INFINITY : exp * 1000);
  return { value: unpack(status_list), freshUntil: Math.min(at + lifeMs / 2, countsUntil), countsUntil };
}

const unpack = ({ bits, lst }: { readonly bits: StatusList['bits']; readonly lst: string }): StatusList => ({
  bits,
  bytes: inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: MOST_BYTES }),
});

/** The status at a place; null beyond the end. The lowest bits of a byte come first. */
export function statusAt({ bits, bytes }: StatusList, index: number): number | null {
  const perByte = 8 / bits;
  const byte = bytes[Math.floor(index / perByte)];
  return byte === undefined ? null : (byte >> ((index % perByte) * bits)) & (2 ** bits - 1);
}

const SAID: Readonly<Record<number, string>> = { 1: 'revoked', 2: 'suspended' };

function requireValid(status: number | null): void {
  if (status === 0) return;
  if (status === null) throw new TokenError('the status list of a token is shorter than its `idx`');
  throw new TokenError(`a token is ${SAID[status] ?? `of the status \`${status.toString()}\``}, by the status list of its issuer`);
}
