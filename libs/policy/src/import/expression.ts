import type { Json } from '@writ/aarm';
import { operatorOf } from './condition.js';
import type { Operator } from './condition.js';

/** One comparison of the paper's notation: `context.data_classification CONTAINS "PII"`. */
export interface Comparison {
  readonly left: string;
  readonly op: Operator;
  readonly value: Json;
}

const COMPARISON =
  /^(?<left>[A-Za-z_][\w.]*)\s*(?<op>==|!=|>=|<=|>|<|\bNOT\s+IN\b|\bNOT\s+CONTAINS\b|\bIN\b|\bCONTAINS\b|\bMATCHES\b)\s*(?<right>.+)$/iu;

/** Reads comparisons joined by AND; the text that is none is returned as it stands. */
export function readExpression(text: string): readonly Comparison[] | { readonly unreadable: string } {
  const comparisons: Comparison[] = [];
  for (const part of splitAtAnd(text)) {
    const { left, op, right } = COMPARISON.exec(part)?.groups ?? {};
    const operator = operatorOf((op ?? '').replaceAll(/\s+/gu, ' '));
    const value = right === undefined ? undefined : readValue(right);
    if (left === undefined || operator === null || value === undefined) return { unreadable: part };
    comparisons.push({ left, op: operator, value });
  }
  return comparisons;
}

/** Splits outside of quotes and brackets. */
function splitAtAnd(text: string): readonly string[] {
  const parts = [''];
  let quote = '';
  for (const word of text.split(/(\s+|["'])/u)) {
    if (word === quote) quote = '';
    else if (quote === '' && (word === '"' || word === "'")) quote = word;
    if (quote === '' && /^(?:AND|&&)$/iu.test(word)) parts.push('');
    else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${word}`;
  }
  return parts.map((part) => part.trim());
}

/** A quoted text, a number, a truth value or a list of them; undefined is none. */
function readValue(text: string): Json | undefined {
  const list = /^[[({](?<inner>.*)[\])}]$/su.exec(text)?.groups?.['inner'];
  if (list !== undefined) {
    const members = list.split(',').map((member) => readValue(member.trim()));
    return members.some((member) => member === undefined) ? undefined : (members as Json[]);
  }
  const quoted = /^"(?<double>[^"]*)"$|^'(?<single>[^']*)'$/u.exec(text)?.groups;
  if (quoted !== undefined) return quoted['double'] ?? quoted['single'];
  if (/^-?\d+(?:\.\d+)?$/u.test(text)) return Number(text);
  if (/^(?:true|false)$/iu.test(text)) return text.toLowerCase() === 'true';
  // A bare word is a text, a phrase is not: it may be an operator that is not known.
  return /^[\w.*@/-]+$/u.test(text) ? text : undefined;
}
