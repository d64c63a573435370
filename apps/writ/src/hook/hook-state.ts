import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { UserRequest } from '@writ/aarm';
import type { Execution } from '@writ/pep';
import { readIfThere, writePrivate } from './private-file.js';

/** Sessions that nothing was heard of for so long are forgotten. */
const KEEP_MS = 7 * 24 * 3600 * 1000;
const MAX_UNREPORTED = 100;

/** A call that may run, until its outcome is there. */
export interface StartedCall {
  readonly decision_id: string;
  readonly session_id: string;
}

/** An outcome that could not be delivered yet. */
export interface Unreported extends StartedCall {
  readonly execution: Execution;
}

/**
 * What one hook call must tell the next, as small files of one host session. One file a fact, each written whole, so
 * that parallel tool calls do not overwrite each other; taking a file is deleting it, so only one call gets it.
 */
export interface HookState {
  /** Whether this host session was opened before. Only a hint: which session it is, the service alone says. */
  wasOpened(): boolean;
  saveOpened(): void;
  /** A user request that did not reach the service. */
  unsentRequest(): UserRequest | null;
  saveUnsentRequest(request: UserRequest | null): void;
  /** Texts that were submitted in the user's place and did not reach the service. */
  unsentSources(): readonly string[];
  saveUnsentSource(text: string): void;
  forgetSource(text: string): void;
  saveCall(callId: string, call: StartedCall): void;
  takeCall(callId: string): StartedCall | null;
  saveUnreported(report: Unreported): void;
  takeUnreported(limit: number): readonly Unreported[];
}

/** Opens the state of one host session under `root`. */
export const openHookState = (root: string, hostSessionId: string): HookState => {
  const folder = join(root, hash(hostSessionId));
  const file = (name: string): string => join(folder, name);
  return {
    wasOpened: () => readIfThere(file('opened')) !== null,
    saveOpened: () => {
      if (readIfThere(file('opened')) !== null) return;
      forgetOld(root);
      writePrivate(file('opened'), '');
    },
    unsentRequest: () => JSON.parse(readIfThere(file('request')) ?? 'null') as UserRequest | null,
    saveUnsentRequest: (request) => {
      if (request === null) rmSync(file('request'), { force: true });
      else writePrivate(file('request'), JSON.stringify(request));
    },
    unsentSources: () =>
      names(folder, 'source-').flatMap((name) => {
        const text = readIfThere(file(name));
        return text === null ? [] : [text];
      }),
    saveUnsentSource: (text) => {
      writePrivate(file(`source-${hash(text)}`), text);
    },
    forgetSource: (text) => {
      rmSync(file(`source-${hash(text)}`), { force: true });
    },
    ...openCalls(folder),
  };
};

/** What is known of calls between their start and the report of what they did. */
const openCalls = (folder: string): Pick<HookState, 'saveCall' | 'takeCall' | 'saveUnreported' | 'takeUnreported'> => {
  const file = (name: string): string => join(folder, name);
  return {
    saveCall: (callId, call) => {
      writePrivate(file(`call-${hash(callId)}`), JSON.stringify(call));
    },
    takeCall: (callId) => JSON.parse(take(file(`call-${hash(callId)}`)) ?? 'null') as StartedCall | null,
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
