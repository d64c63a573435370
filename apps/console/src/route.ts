import { useSyncExternalStore } from 'react';

/** A page of the console. Links open pages; they never decide anything. */
export type Route =
  | { readonly name: 'approvals' }
  | { readonly name: 'batch' }
  | { readonly name: 'approval'; readonly id: string }
  | { readonly name: 'sessions' }
  | { readonly name: 'session'; readonly id: string }
  | { readonly name: 'policy' }
  | { readonly name: 'you' }
  | { readonly name: 'sign-in' }
  | { readonly name: 'signed-in' }
  | { readonly name: 'missing' };

/** Reads a path. */
export function routeOf(path: string): Route {
  const [first = '', id, more] = path.split('/').slice(1).map(decoded);
  if (more !== undefined) return { name: 'missing' };
  if (id !== undefined && id !== '') {
    if (first === 'approvals') return id === 'together' ? { name: 'batch' } : { name: 'approval', id };
    return first === 'sessions' ? { name: 'session', id } : { name: 'missing' };
  }
  switch (first) {
    case '':
    case 'approvals':
      return { name: 'approvals' };
    case 'sessions':
    case 'policy':
    case 'you':
    case 'sign-in':
    case 'signed-in':
      return { name: first };
    default:
      return { name: 'missing' };
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const MOVED = 'writ:moved';

/** Opens a page. */
export function navigate(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  window.dispatchEvent(new Event(MOVED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(MOVED, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(MOVED, changed);
  };
}

/** The path that is open. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** What the address asks of the page that is open. */
export const useSearch = (): string => useSyncExternalStore(subscribe, () => location.search);
