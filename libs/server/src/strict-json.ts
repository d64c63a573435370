import { isUtf8 } from 'node:buffer';
import type { Json } from '@writ/aarm';
import { ProblemError } from '@writ/aarm';
import { countMembersInText } from '@writ/receipt';
import { duplicatePath } from './duplicate-path.js';

/** The largest body of any route but outcomes. */
export const BODY_LIMIT = 256 * 1024;
/** The largest body of an outcome report. */
export const OUTCOME_LIMIT = 4 * 1024 * 1024;
/** How deep arrays and objects may nest. */
export const DEPTH_LIMIT = 32;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Where a value stands: the names and places that lead to it. */
type Path = readonly (string | number)[];

interface Walk {
  members: number;
  readonly escapes: boolean;
}

/**
 * Parses what two JSON readers could not understand differently: RFC 8259 without duplicate keys, integers beyond
 * 2^53−1, lone surrogates, `__proto__` members and nesting over 32. `JSON.parse` builds the value; duplicates show as
 * fewer members in the value than in the text, and only then is the text scanned again to name the path.
 */
export function parseStrictJson(body: Uint8Array | string): Json {
  if (typeof body !== 'string' && !isUtf8(body)) throw malformed('the body is not UTF-8; encode it as UTF-8', '');
  const text = typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const value = parse(text);
  const walk: Walk = { members: 0, escapes: text.includes('\\u') || (typeof body === 'string' && LONE_SURROGATE.test(body)) };
  inspect(value, walk, []);
  if (walk.members !== countMembersInText(text)) {
    const field = duplicatePath(text);
    throw malformed(`\`${field}\` is given more than once; give it once`, field);
  }
  return value;
}

function parse(text: string): Json {
  if (text.length === 0) throw malformed('the body is empty; send a JSON object', '');
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const at = /position (\d+)/u.exec(cause instanceof Error ? cause.message : '')?.[1] ?? text.length.toString();
    throw malformed(`the body is not JSON at position \`${at}\`; send RFC 8259 JSON`, '', cause);
  }
}

function inspect(value: Json, walk: Walk, path: (string | number)[]): void {
  if (typeof value === 'string') return walk.escapes ? wellFormed(value, path) : undefined;
  if (typeof value === 'number') return exact(value, path);
  if (typeof value !== 'object' || value === null) return;
  // INVARIANT: the recursion below never goes deeper than this, whatever the caller sent.
  if (path.length >= DEPTH_LIMIT)
    throw malformed(`\`${named(path)}\` nests deeper than \`${DEPTH_LIMIT.toString()}\`; flatten it`, named(path));
  if (Array.isArray(value)) inspectItems(value, walk, path);
  else inspectMembers(value as Readonly<Record<string, Json>>, walk, path);
}

function inspectItems(items: readonly Json[], walk: Walk, path: (string | number)[]): void {
  for (let index = 0; index < items.length; index++) {
    path.push(index);
    inspect(items[index] as Json, walk, path);
    path.pop();
  }
}

function inspectMembers(object: Readonly<Record<string, Json>>, walk: Walk, path: (string | number)[]): void {
  for (const key in object) {
    walk.members++;
    path.push(key);
    if (key === '__proto__') throw malformed(`\`${named(path)}\` is not a usable name; rename it`, named(path));
    if (walk.escapes) wellFormed(key, path);
    inspect(object[key] as Json, walk, path);
    path.pop();
  }
}

function wellFormed(text: string, path: Path): void {
  if (LONE_SURROGATE.test(text)) throw malformed(`\`${named(path)}\` holds a lone surrogate; send whole characters`, named(path));
}

function exact(value: number, path: Path): void {
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return;
  const field = named(path);
  if (!Number.isFinite(value)) throw malformed(`\`${field}\` is beyond the range of a number; send it as a string`, field);
  throw malformed(`\`${field}\` is an integer beyond \`9007199254740991\`; send it as a string`, field);
}

const named = (path: Path): string =>
  path
    .map((part) =>
      String(part)
        .replace(/\p{Surrogate}/gu, '?')
        .slice(0, 64),
    )
    .join('.')
    .slice(0, 256);

function malformed(detail: string, field: string, cause?: unknown): ProblemError {
  return new ProblemError('malformed_body', { detail, field: field === '' ? 'body' : field }, { cause });
}
