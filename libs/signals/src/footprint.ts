import type { Effect, Json, JsonObject, ToolDeclaration } from '@writ/aarm';
import { effectsOfCommand, effectsOfSql, effectsOfStatement, operandsOf, partsOf } from './command.js';

/** Names kept of one action, and the length of each: they become entries, and members of the session's sets. */
const MOST_NAMES = 64;
const MOST_OPERANDS = 256;
const MOST_LENGTH = 256;
/** Text that is searched for names. */
const MOST_TEXT = 64 * 1024;

/** What an action touches, read from its parameters. */
export interface Footprint {
  /** What is touched, as the catalogue's parameters and SQL name it. */
  readonly entities: readonly string[];
  /** Where data goes: hosts, mail domains, declared destinations, in lower case. */
  readonly destinations: readonly string[];
  /** The text of a command line; null where the action is not one. */
  readonly command: string | null;
  /** What that text does, beyond being executed. */
  readonly acts: readonly Effect[];
  /** What its SQL text changes, where it is SQL beyond doubt. */
  readonly statement: readonly Effect[];
  /** Paths and other operands of a command line. */
  readonly operands: readonly string[];
}

interface Deed {
  readonly tool: string;
  readonly operation: string;
  readonly parameters: JsonObject;
}

/** Reads an action's parameters for what it touches; a tool without a line in the catalogue is searched whole. */
export function footprintOf({ parameters }: Deed, line: ToolDeclaration | null): Footprint {
  const command = textIn(parameters, COMMANDS);
  const sql = textIn(parameters, STATEMENTS);
  const named = (names: readonly string[]): readonly string[] => names.flatMap((name) => strings(parameters[name]));
  const searched = line === null ? strings(parameters) : command === null ? [] : [command];
  const destinations = [...named(line?.destinations ?? []).flatMap(destinationsIn), ...searched.flatMap(hostsIn)];
  const parts = command === null ? [] : partsOf(command);
  return {
    entities: bounded([...named(line?.entities ?? []), ...(sql === null ? [] : tablesIn(sql))]),
    destinations: bounded(destinations),
    command,
    acts: [...(command === null ? [] : effectsOfCommand(command, parts)), ...(sql === null ? [] : effectsOfSql(sql))],
    statement: sql === null ? [] : effectsOfStatement(sql),
    operands: operandsOf(parts, MOST_OPERANDS),
  };
}

const COMMANDS = ['command', 'cmd', 'script'];
const STATEMENTS = ['query', 'sql', 'statement'];
/** What a statement begins with: a search has a parameter `query` too. */
const SQL = /^\s*(?:select|insert|update|delete|drop|truncate|alter|create|with|grant|revoke|merge|explain)\b/iu;

function textIn(parameters: JsonObject, names: readonly string[]): string | null {
  for (const name of names) {
    const value = parameters[name];
    if (typeof value !== 'string') continue;
    if (names === STATEMENTS && !SQL.test(value)) continue;
    return value.slice(0, MOST_TEXT);
  }
  return null;
}

/** Every string (and number) of a value. */
function strings(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value.slice(0, MOST_TEXT)];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as JsonObject)).flatMap(strings);
}

const TABLE = /\b(?:from|join|into|update|table(?:\s+if\s+exists)?|database(?:\s+if\s+exists)?|truncate)\s+["`[]?([\w.]{1,128})/giu;
const KEYWORDS = new Set(['table', 'if', 'set', 'select', 'only']);

const tablesIn = (sql: string): readonly string[] =>
  [...sql.matchAll(TABLE)].map(([, name = '']) => name.toLowerCase()).filter((name) => !KEYWORDS.has(name));

const URL_HOST = /\b[a-z][a-z0-9+.-]{1,15}:\/\/(?:[^\s/@'"]{1,256}@)?([\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])/giu;
const REMOTE_HERE = /[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}/uy;
const IN_LOCAL = /[\w.+-]/u;

/** Hosts of URLs, and what follows the `@` of addresses and remote copies. */
const hostsIn = (text: string): readonly string[] => [...Array.from(text.matchAll(URL_HOST), ([, host = '']) => host), ...remotesIn(text)];

/** Looked for from each `@`: what stands before it belongs to it, unless the one before has taken it. */
function remotesIn(text: string): readonly string[] {
  const hosts: string[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    REMOTE_HERE.lastIndex = at + 1;
    if (at <= from || !IN_LOCAL.test(text.charAt(at - 1)) || !REMOTE_HERE.test(text)) continue;
    hosts.push(text.slice(at + 1, REMOTE_HERE.lastIndex));
    from = REMOTE_HERE.lastIndex;
  }
  return hosts;
}

/** A declared destination is itself where it is neither an address nor a URL. */
function destinationsIn(value: string): readonly string[] {
  const hosts = hostsIn(value);
  return hosts.length > 0 ? hosts : [value.trim()];
}

/** Distinct, not empty, in lower case, no more and no longer than the bounds. */
const bounded = (names: readonly string[]): readonly string[] =>
  [...new Set(names.map((name) => name.slice(0, MOST_LENGTH).toLowerCase()))].filter((name) => name !== '').slice(0, MOST_NAMES);
