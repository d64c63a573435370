import { isLonger } from '@writ/aarm';

/** Characters that are read in a millisecond or two, whatever they are. */
const LONG = 4_096;

/** Whether there is much to read in a question. A session and its policy are not what is read, but for what people said. */
export function isLong([asked, ...more]: readonly unknown[]): boolean {
  if (typeof asked !== 'object' || asked === null) return isLonger([asked, more], LONG);
  const { state, terms: _, ...read } = asked as { readonly [name: string]: unknown };
  return isLonger([read, requestsIn(state), more], LONG);
}

function requestsIn(state: unknown): readonly unknown[] {
  if (typeof state !== 'object' || state === null) return [];
  const { request, earlier_requests: earlier } = state as { readonly [name: string]: unknown };
  return [request, earlier];
}
