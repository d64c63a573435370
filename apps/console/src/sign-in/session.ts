import { useSyncExternalStore } from 'react';

/**
 * Who is signed in, in the memory of this page alone: browsers write what they store to the disk, where a program of the same user reads
 * it. A page that is loaded anew asks people to sign in again.
 */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** By this device's clock, in milliseconds. */
  readonly expiresAt: number;
  readonly tokenUrl: string;
  readonly clientId: string;
}

/** What a token route answers (RFC 6749, section 5.1). */
interface Issued {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
}

const EARLY_MS = 60_000;
const listeners = new Set<() => void>();
let current: Session | null = null;
let refreshing: Promise<Session | null> | null = null;

function keep(session: Session | null): void {
  current = session;
  for (const listener of listeners) listener();
}

/** Ends the session. */
export const forget = (): void => {
  keep(null);
};

/** Whether somebody is signed in. */
export const useSignedIn = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => current !== null,
  );

/** A token that is good for a while yet, renewed where it can be; null where nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (current === null) return null;
  if (current.expiresAt - EARLY_MS > Date.now()) return current.accessToken;
  refreshing ??= renew(current).finally(() => {
    refreshing = null;
  });
  return (await refreshing)?.accessToken ?? null;
}

async function renew(session: Session): Promise<Session | null> {
  if (session.refreshToken !== null) {
    try {
      return await obtain(session, { grant_type: 'refresh_token', refresh_token: session.refreshToken });
    } catch {
      // Told below: whatever is left of the old token is used up, then people sign in again.
    }
  }
  if (session.expiresAt > Date.now()) return session;
  keep(null);
  return null;
}

/** Gets a token and signs in with it. */
export async function obtain(where: Pick<Session, 'tokenUrl' | 'clientId'>, grant: Readonly<Record<string, string>>): Promise<Session> {
  const body = new URLSearchParams({ ...grant, client_id: where.clientId });
  const response = await fetch(where.tokenUrl, { method: 'POST', body, credentials: 'omit', cache: 'no-store' });
  const issued = (await response.json()) as Issued;
  if (!response.ok || issued.access_token === undefined) throw new Error('the issuer gave no token');
  const session = {
    accessToken: issued.access_token,
    refreshToken: issued.refresh_token ?? null,
    expiresAt: Date.now() + (issued.expires_in ?? 300) * 1000,
    tokenUrl: where.tokenUrl,
    clientId: where.clientId,
  };
  keep(session);
  return session;
}
