import type { ParameterExpansionPart, ParsedScript, SyntaxNode, Word, WordPart } from 'unbash';
import { cutEnd } from './cut-end.js';
import { joined, known, unknown } from './field.js';
import type { Field } from './field.js';
import type { Steps } from './steps.js';

const MOST_FIELDS = 64;
const STEPS_A_PIECE = 8;

/** What expansion asks of the reading around it. */
export interface Surroundings {
  readonly steps: Steps;
  /** The value of a variable, undefined if only running tells. */
  variable(name: string): string | undefined;
  /** Reads what runs inside an arithmetic expression. */
  visit(node: SyntaxNode): void;
  /** Reads a substituted script; its output if that is known, and the programs in it. */
  substitute(script: ParsedScript | undefined): { readonly output: string | null; readonly from: readonly string[] };
}

/** The words that one written word becomes. */
export function expand(word: Word, around: Surroundings): readonly Field[] {
  const { parts } = word;
  if (parts === undefined) return [known(word.value)];
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && isOne(only)) return pieces(only, around);
  let fields: Field[][] = [[]];
  for (const part of parts) {
    const [only = [], ...more] = alternatives(part, around);
    around.steps.take(STEPS_A_PIECE * (1 + fields.length * (only.length + more.length)));
    if (more.length === 0) for (const field of fields) append(field, only);
    else if (fields.length * (more.length + 1) <= MOST_FIELDS)
      fields = fields.flatMap((field) => [only, ...more].map((next) => [...field, ...next]));
    else for (const field of fields) field.push(unknown(part.text));
  }
  return fields.flatMap(merge);
}

/** Whether a part is one word, whatever stands in it. */
const isOne = (part: WordPart): boolean => part.type === 'SingleQuoted' || (part.type === 'DoubleQuoted' && !isArguments(part));

/** `"$@"` keeps its words apart. */
const isArguments = ({ text }: WordPart): boolean => text === '"$@"' || text === '"${@}"';

/** The word as one, whatever is in it: for here-documents, assignments and redirections. */
export function expandWhole(parts: readonly WordPart[], around: Surroundings): Field {
  let whole: Field | null = null;
  for (const part of parts) {
    around.steps.take(STEPS_A_PIECE);
    const piece = pieces(part, around).reduce(spaced);
    whole = whole === null ? piece : joined(whole, piece);
  }
  return whole ?? known('');
}

/** One by one: a spread of many pieces would be put on the stack. */
function append(field: Field[], pieces: readonly Field[]): void {
  for (const piece of pieces) field.push(piece);
}

const spaced = (left: Field, right: Field): Field => joined(joined(left, known(' ')), right);

const BREAK: Field = known('\0');

/** A field ends where unquoted text of a variable has a space. */
function merge(pieces: readonly Field[]): readonly Field[] {
  const fields: Field[] = [];
  let open: Field | null = null;
  for (const piece of pieces) {
    if (piece === BREAK) {
      if (open !== null) fields.push(open);
      open = null;
    } else open = open === null ? piece : joined(open, piece);
  }
  return open === null ? fields : [...fields, open];
}

function alternatives(part: WordPart, around: Surroundings): readonly (readonly Field[])[] {
  if (part.type === 'BraceExpansion') return braces(part.text).map((text) => [text]);
  if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion' || part.type === 'CommandExpansion') {
    return [pieces(part, around).flatMap((piece) => (piece.literal ? splitFields(piece) : [piece]))];
  }
  if (part.type === 'DoubleQuoted' && isArguments(part)) return alternatives(part.parts[0] ?? part, around);
  return [pieces(part, around)];
}

function splitFields(piece: Field): readonly Field[] {
  const texts = piece.text.split(/[ \t\n]+/u);
  return texts.flatMap((text, at) => [...(at > 0 ? [BREAK] : []), ...(text === '' ? [] : [{ ...piece, text, without: text }])]);
}

/** `{a,b}` as its members; a sequence stays as it is. */
function braces(text: string): readonly Field[] {
  const members: string[] = [''];
  let depth = 0;
  for (const sign of text.slice(1, -1)) {
    if (sign === ',' && depth === 0) members.push('');
    else members.push((members.pop() ?? '') + sign);
    depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
  }
  if (members.length < 2 || members.length > MOST_FIELDS) return [unknown(text)];
  return members.map((member) => (/[$`{]/u.test(member) ? unknown(member) : known(member.replace(/['"\\]/gu, ''))));
}

function pieces(part: WordPart, around: Surroundings): readonly [Field, ...Field[]] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [known(part.value)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return [expandWhole(part.parts, around)];
    case 'Glob':
    case 'ExtendedGlob':
      return [{ ...known(part.text), glob: true }];
    case 'BraceExpansion':
      return [unknown(part.text)];
    case 'SimpleExpansion':
      return [variable(part.text.slice(1), part.text, around)];
    case 'ParameterExpansion':
      return [parameter(part, around)];
    case 'ArithmeticExpansion':
      around.visit(part);
      return [unknown(part.text)];
    case 'CommandExpansion': {
      const { output, from } = around.substitute(part.script);
      return [output === null ? unknown(part.text, from) : { ...known(cutEnd(output, '\n')), from }];
    }
    case 'ProcessSubstitution':
      return [{ ...unknown(part.text), ...around.substitute(part.script) }];
    default:
      return part satisfies never;
  }
}

function variable(name: string, written: string, around: Surroundings): Field {
  const value = around.variable(name);
  return value === undefined ? unknown(written) : known(value);
}

function parameter(part: ParameterExpansionPart, around: Surroundings): Field {
  const { operation, prefix, index, text } = part;
  if (prefix === '#' || index !== undefined) return unknown(text);
  const direct = around.variable(part.parameter);
  const value = prefix === '!' && direct !== undefined ? around.variable(direct) : direct;
  if (operation === undefined) return value === undefined ? unknown(text) : known(value);
  if (operation.type === 'Default') {
    const other = expandWhole(operation.operand.parts ?? [], around);
    const fallback = operation.operand.parts === undefined ? known(operation.operand.value) : other;
    if (operation.operator.endsWith('+'))
      return value === undefined ? { ...fallback, literal: false } : value === '' ? known('') : fallback;
    return value === undefined || value === '' ? { ...fallback, literal: value !== undefined && fallback.literal } : known(value);
  }
  if (value === undefined) return unknown(text);
  if (operation.type === 'Slice') return slice(value, operation.offset.value, operation.length?.value) ?? unknown(text);
  if (operation.type === 'CaseModification') return cased(value, operation.operator);
  return unknown(text);
}

function slice(value: string, offset: string, length: string | undefined): Field | null {
  const [from, count] = [Number(offset), length === undefined ? value.length : Number(length)];
  if (!Number.isInteger(from) || !Number.isInteger(count)) return null;
  const start = from < 0 ? Math.max(value.length + from, 0) : from;
  return known(value.slice(start, count < 0 ? value.length + count : start + count));
}

function cased(value: string, operator: '^' | '^^' | ',' | ',,'): Field {
  const change = (text: string): string => (operator.startsWith('^') ? text.toUpperCase() : text.toLowerCase());
  return known(operator.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1));
}
