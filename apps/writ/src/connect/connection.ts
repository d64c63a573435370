import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from '../cli/cli-error.js';
import type { HookConfig } from '../hook/hook-config.js';
import { readIfThere, writePrivate } from '../hook/private-file.js';
import type { Settings } from './settings.js';

/** Where a connection lives: the host's settings, and our own files. */
export interface Places {
  readonly settingsFile: string;
  /** Private folder of the connection: configuration, tokens, state. */
  readonly home: string;
  readonly configFile: string;
  /** The settings as they were before, for an exact undo. */
  readonly undoFile: string;
}

export const placesOf = (options: { readonly project: string; readonly user: boolean }): Places => {
  const project = resolve(options.project);
  const home = options.user ? join(homedir(), '.config', 'writ', 'claude-code') : join(project, '.writ', 'claude-code');
  return {
    settingsFile: join(options.user ? homedir() : project, '.claude', 'settings.json'),
    home,
    configFile: join(home, 'connection.json'),
    undoFile: join(home, 'undo.json'),
  };
};

/** What the host's environment could say to Node before our first line runs: code to load, modules to find, certificates not to check. */
const CLEARED = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_TLS_REJECT_UNAUTHORIZED'];

/**
 * The command line that the host runs: absolute paths, so that neither PATH nor the working folder matter, and an environment that
 * cannot change what the program does. Where nothing is asked over TLS, a company's file of certificates is not read either: it costs
 * every start of Node more than the hook.
 */
export const hookCommand = ({ configFile, asks }: { readonly configFile: string; readonly asks: readonly string[] }): string => {
  const plain = asks.every((url) => url.startsWith('http:'));
  const cleared = process.platform === 'win32' ? [] : [...CLEARED, ...(plain ? ['NODE_EXTRA_CA_CERTS'] : [])];
  const bundle = fileURLToPath(new URL('../../dist/hook.mjs', import.meta.url));
  const program = existsSync(bundle) ? bundle : fileURLToPath(new URL('../../dist/hook/entry.js', import.meta.url));
  const words = [quoted(process.execPath), quoted(program), 'claude-code', '--config', quoted(configFile)];
  return [...cleared.map((name) => `${name}=`), ...words].join(' ');
};

const quoted = (path: string): string => {
  if (/["$`\\!\n]/u.test(path) && process.platform !== 'win32') return `'${path.replaceAll("'", String.raw`'\''`)}'`;
  return `"${path}"`;
};

/** The settings as text and as an object; a file that is not an object is not touched. */
export const readSettings = (path: string): { readonly text: string | null; readonly settings: Settings } => {
  const text = readIfThere(path);
  if (text === null || text.trim() === '') return { text, settings: {} };
  try {
    const settings = JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return { text, settings: settings as Settings };
  } catch (error) {
    throw new CliError(`\`${path}\` is not json`, 'repair it first; nothing was changed', { cause: error });
  }
  throw new CliError(`\`${path}\` is not a json object`, 'repair it first; nothing was changed');
};

/** The settings in the indentation they have. */
export const formatSettings = (settings: Settings, before: string | null): string => {
  const indent = /^[[{]\r?\n([ \t]+)/u.exec(before ?? '')?.[1] ?? '  ';
  const end = before === null || before.endsWith('\n') ? '\n' : '';
  return `${JSON.stringify(settings, null, indent)}${end}`;
};

export const writeSettings = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

interface Undo {
  readonly before: string | null;
  readonly after: string;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Remembers what the settings were, unless an earlier connection already did. */
export const rememberBefore = (places: Places, before: string | null, after: string): void => {
  const known = readUndo(places);
  const original = known !== null && before !== null && known.after === digest(before) ? known.before : before;
  writePrivate(places.undoFile, JSON.stringify({ before: original, after: digest(after) } satisfies Undo));
};

/** The settings before the connection, if nobody has changed them since; undefined otherwise. */
export const settingsBefore = (places: Places, now: string | null): string | null | undefined => {
  const undo = readUndo(places);
  return undo !== null && now !== null && undo.after === digest(now) ? undo.before : undefined;
};

const readUndo = (places: Places): Undo | null => JSON.parse(readIfThere(places.undoFile) ?? 'null') as Undo | null;

export const saveConnection = (places: Places, config: HookConfig): void => {
  writePrivate(places.configFile, `${JSON.stringify(config, null, 2)}\n`);
  // Whatever version control the project uses, secrets stay out of it.
  writePrivate(join(places.home, '.gitignore'), '*\n');
};

export const readConnection = (places: Places): HookConfig | null =>
  JSON.parse(readIfThere(places.configFile) ?? 'null') as HookConfig | null;

export const removeConnection = (places: Places): void => {
  rmSync(places.home, { recursive: true, force: true });
};
