import type { Json, JsonObject } from '@writ/aarm';
import { parse } from 'yaml';

/** A leaf of structured data, or a text. */
export interface Structure {
  /** Short values and names of members, as they stand. */
  readonly fields: readonly string[];
  /** Everything that reads like prose. */
  readonly texts: readonly string[];
  readonly whole: boolean;
}

/** What is looked at of one output, in UTF-16 units, and of its values. */
const MOST_TEXT = 128 * 1024;
const MOST_VALUES = 20_000;
/** Text that is tried as YAML: its parser is not linear in hostile nesting. */
const MOST_YAML = 16 * 1024;
const MOST_BRACKETS = 200;
/** A field has no more words than this; what has more is text, and is both. */
const MOST_WORDS = 4;
const LONGEST_FIELD = 512;

/** Reads an output as its fields and texts. With `prose`, every value of it is a text of its own, whatever it looks like. */
export function structureOf(output: Json, { prose }: { readonly prose: boolean }): Structure {
  const value = typeof output === 'string' ? (prose ? recordsIn(output) : dataIn(output)) : output;
  // What a parser leaves out, comments above all, the agent reads all the same.
  const asWritten = typeof output === 'string' && !prose && value !== output ? output.slice(0, MOST_TEXT) : null;
  const fields: string[] = [];
  const texts: string[] = asWritten === null ? [] : [asWritten];
  const open: Json[] = [value];
  let left = MOST_TEXT;
  let visits = MOST_VALUES;
  const cut = { any: false };
  const some = <T>(members: readonly T[]): readonly T[] => {
    if (members.length > visits) cut.any = true;
    return members.slice(0, visits);
  };
  const take = (text: string): void => {
    const seen = text.length <= left ? text : text.slice(0, Math.max(left, 0));
    left -= text.length + 1;
    const isProse = prose || isText(seen);
    if (isProse) texts.push(seen);
    if (!isProse && seen.length <= LONGEST_FIELD) fields.push(seen);
    if (isProse && !prose) fields.push(...fieldsIn(seen));
  };
  while (open.length > 0 && left > 0 && visits > 0) {
    const next = open.pop() ?? null;
    visits -= 1;
    if (typeof next === 'string') take(next);
    else if (typeof next !== 'object' || next === null) take(JSON.stringify(next));
    else if (Array.isArray(next)) for (const inner of some(next as readonly Json[])) open.push(inner);
    else
      for (const [name, inner] of some(Object.entries(next as JsonObject))) {
        open.push(inner);
        (prose ? texts : fields).push(name.slice(0, LONGEST_FIELD));
      }
  }
  return { fields, texts, whole: !cut.any && open.length === 0 && left >= 0 };
}

/** Shorter than three words of two letters and a full stop. */
const SHORTEST_TEXT = 9;

const isText = (value: string): boolean => {
  if (value.length < SHORTEST_TEXT) return false;
  const words = value.split(/\s+/u, MOST_WORDS + 2).filter((word) => /\p{L}{2}/u.test(word));
  return words.length > MOST_WORDS || (words.length > 2 && /[\p{L}][.!?](?:\s|$)/u.test(value));
};

const STRINGS = /"(?:[^"\\]|\\.)*"/gu;

/** JSON, where a text is that and a parser leaves nothing of it out, such as a name that stands there twice; else the text. */
function recordsIn(text: string): Json {
  if (!/^\s*[[{]/u.test(text) || text.length > MOST_TEXT) return text;
  try {
    const value = JSON.parse(text) as Json;
    return text.match(STRINGS)?.length === JSON.stringify(value).match(STRINGS)?.length ? value : text;
  } catch {
    return text;
  }
}

/** JSON, YAML or a table, where a text is one; else the text. */
function dataIn(text: string): Json {
  const start = text.trimStart();
  if (/^[[{"]/u.test(start)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      return text;
    }
  }
  const table = tableIn(text);
  if (table !== null) return table;
  if (text.length > MOST_YAML || !/^(?:- |[\w "'-]{1,64}:(?:\s|$))/u.test(start)) return text;
  if ((text.match(/[[{&*]/gu)?.length ?? 0) > MOST_BRACKETS) return text;
  try {
    const value = parse(text, { maxAliasCount: 0, schema: 'failsafe', prettyErrors: false, logLevel: 'error' }) as unknown;
    return typeof value === 'object' && value !== null ? (JSON.parse(JSON.stringify(value)) as Json) : text;
  } catch {
    return text;
  }
}

/** What parts the cells of a row. */
const DELIMITERS = [',', ';', '\t', '|'] as const;
const MOST_ROWS = 5000;
const LONGEST_CELL = 80;

/** Rows of as many short cells each, as a spreadsheet gives them; null where it is no table. */
function tableIn(text: string): Json | null {
  const lines = text.trim().split('\n', MOST_ROWS + 1);
  if (lines.length < 2 || lines.length > MOST_ROWS) return null;
  const delimiter = DELIMITERS.find((each) => lines[0]?.includes(each));
  if (delimiter === undefined) return null;
  const rows = lines.map((line) => line.split(delimiter).map((cell) => cell.trim()));
  const [header = []] = rows;
  const isTable = rows.every(
    (cells) => cells.length === header.length && cells.every((cell) => cell.length <= LONGEST_CELL && !isText(cell)),
  );
  return isTable ? rows : null;
}

/** `'name': 'value'` as other languages print their records: what is quoted, and short. */
const PAIR = /["']([\w .-]{1,64})["']\s{0,2}:\s{0,2}(?:["']([^"'\n]{1,128})["'](?=\s{0,2}[,}\]])|(-?[\d.]{1,20})(?=\s{0,2}[,}\]]))/gu;

/** The short fields of a text that is a printed record. */
function fieldsIn(text: string): readonly string[] {
  if (!/^\s*[[{(]/u.test(text)) return [];
  return [...text.matchAll(PAIR)].map(([, , quoted, bare]) => quoted ?? bare ?? '').filter((value) => value !== '' && !isText(value));
}
