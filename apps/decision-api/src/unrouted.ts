import { ProblemError } from '@writ/aarm';
import { REST_CALLS } from '@writ/contract';

const PATTERNS = REST_CALLS.map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/gu, '[^/]+')}$`, 'u'),
}));

/** Tells a path that is not served from a method that the path does not take. */
export function unrouted(method: string, url: string): { readonly error: ProblemError; readonly allow: string | null } {
  const path = url.split('?', 1)[0] ?? '';
  const allow = PATTERNS.filter(({ pattern }) => pattern.test(path)).map((call) => call.method);
  if (allow.length === 0)
    return { error: new ProblemError('route_not_found', { detail: 'nothing is served at this path; see `/openapi.json`' }), allow: null };
  const detail = `this path does not take \`${method.slice(0, 16)}\`; use \`${allow.join('` or `')}\``;
  return { error: new ProblemError('method_not_allowed', { detail }), allow: allow.join(', ') };
}
