import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { UserRequest } from '@writ/aarm';
import type { Execution } from '@writ/pep';
import { readIfThere, writePrivate } from './private-file.js';

/** Sessions that nothing was heard of for so long are forgotten. */
const KEEP_MS = 7 * 24 * 3600 * 1000;
const MAX_UNREPORTED = 100;

/** An outcome that could not be delivered yet. */
export interface Unreported {
  readonly decision_id: string;
  readonly execution: Execution;
}

/**
 * What one hook call must tell the next, as small files of one host session. One file a fact, each written whole, so
 * that parallel tool calls do not overwrite each other; taking a file is deleting it, so only one call gets it.
 */
export interface HookState {
  session(): string | null;
  saveSession(sessionId: string): void;
  forgetSession(): void;
  /** A user request that did not reach the service. */
  unsentRequest(): UserRequest | null;
  saveUnsentRequest(request: UserRequest | null): void;
  saveCall(callId: string, decisionId: string): void;
  takeCall(callId: string): string | null;
  saveUnreported(report: Unreported): void;
  takeUnreported(limit: number): readonly Unreported[];
}

/** Opens the state of one host session under `root`. */
export const openHookState = (root: string, hostSessionId: string): HookState => {
  const folder = join(root, hash(hostSessionId));
  const file = (name: string): string => join(folder, name);
  return {
    session: () => readIfThere(file('session')),
    saveSession: (sessionId) => {
      forgetOld(root);
      writePrivate(file('session'), sessionId);
    },
    forgetSession: () => {
      rmSync(folder, { recursive: true, force: true });
    },
    unsentRequest: () => JSON.parse(readIfThere(file('request')) ?? 'null') as UserRequest | null,
    saveUnsentRequest: (request) => {
      if (request === null) rmSync(file('request'), { force: true });
      else writePrivate(file('request'), JSON.stringify(request));
    },
    saveCall: (callId, decisionId) => {
      writePrivate(file(`call-${hash(callId)}`), decisionId);
    },
    takeCall: (callId) => take(file(`call-${hash(callId)}`)),
    saveUnreported: (report) => {
      if (names(folder, 'outcome-').length < MAX_UNREPORTED)
        writePrivate(file(`outcome-${hash(report.decision_id)}`), JSON.stringify(report));
    },
    takeUnreported: (limit) =>
      names(folder, 'outcome-')
        .slice(0, limit)
        .flatMap((name) => {
          const text = take(file(name));
          return text === null ? [] : [JSON.parse(text) as Unreported];
        }),
  };
};

const names = (folder: string, prefix: string): readonly string[] => {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(prefix) && !name.endsWith('.tmp'));
  } catch {
    return [];
  }
};

const take = (path: string): string | null => {
  const text = readIfThere(path);
  if (text === null) return null;
  try {
    rmSync(path);
    return text;
  } catch {
    // Another call took it first.
    return null;
  }
};

const forgetOld = (root: string): void => {
  for (const name of names(root, '')) {
    const folder = join(root, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > KEEP_MS) rmSync(folder, { recursive: true, force: true });
  }
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
