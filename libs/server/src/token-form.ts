import type { Json } from '@writ/aarm';
import { ProblemError } from '@writ/aarm';
import { parseStrictJson } from './strict-json.js';

/** Says why a token does not count. */
export class TokenError extends Error {}

/** The longest token that is looked at. */
const LONGEST = 8192;
const FORM = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/u;
/** All that a header may say. What names a key, or what changes how the rest is read, is nobody's to say but the issuer's key set. */
const HEADER = new Set(['alg', 'kid', 'typ']);
const TYPES: readonly string[] = ['jwt', 'at+jwt'];

/** What is read, where it is no access token. */
export interface Form {
  readonly types: readonly string[];
  readonly longest: number;
}

/**
 * Reads what a token says before its signature is looked at: two readers must not understand it differently, and it may not name
 * the key that it is checked by. Nothing that this returns is proven.
 */
export function readForm(token: string, { types, longest }: Form = { types: TYPES, longest: LONGEST }): Readonly<Record<string, Json>> {
  if (token.length > longest) throw new TokenError(`a token is longer than \`${longest.toString()}\` characters`);
  const [, head, payload] = FORM.exec(token) ?? [];
  if (head === undefined || payload === undefined) throw new TokenError('a token is not a JWT');
  const header = objectIn(head, 'header');
  const foreign = Object.keys(header).find((name) => !HEADER.has(name));
  if (foreign !== undefined) throw new TokenError(`the header of a token has \`${foreign.slice(0, 64)}\`, which is not taken from a token`);
  if (typeof header['typ'] !== 'string' || !types.includes(header['typ'].toLowerCase()))
    throw new TokenError(`the \`typ\` of a token is not \`${types.join('` or `')}\``);
  return objectIn(payload, 'payload');
}

function objectIn(part: string, name: string): Readonly<Record<string, Json>> {
  const value = parsed(part, name);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, Json>>;
  throw new TokenError(`the ${name} of a token is not an object`);
}

function parsed(part: string, name: string): Json {
  try {
    return parseStrictJson(Buffer.from(part, 'base64url'));
  } catch (cause) {
    const why = cause instanceof ProblemError ? cause.detail : 'it cannot be read';
    throw new TokenError(`the ${name} of a token is refused: ${why}`.slice(0, 256), { cause });
  }
}
