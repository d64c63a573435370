import { assertNever } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import type { Condition } from './condition.js';
import { matchingText } from './matching-text.js';
import { plainText } from './sample-file.js';

/** Fields of the context that are lists: to equal a value is to hold it. */
const LISTS = new Set(['data_classifications', 'tools_used', 'effects_used', 'entities_accessed', 'destinations_seen', 'destinations']);

export const isList = ({ subject }: Condition): boolean => subject.kind === 'context' && LISTS.has(subject.field);

/** Whether a condition holds for a value, as its Rego does: for finding examples, never for deciding. */
export function holds(condition: Condition, value: Json): boolean {
  const { op, value: wanted } = condition;
  const any = Array.isArray(wanted) ? (wanted as readonly Json[]) : [wanted];
  const members = Array.isArray(value) ? (value as readonly Json[]) : null;
  const equal = (one: Json): boolean => (members === null ? one === value : members.includes(one));
  switch (op) {
    case 'eq':
    case 'in':
      return any.some(equal);
    case 'ne':
    case 'not_in':
      return !any.some(equal);
    case 'gt':
      return Number(value) > Number(wanted);
    case 'gte':
      return Number(value) >= Number(wanted);
    case 'lt':
      return Number(value) < Number(wanted);
    case 'lte':
      return Number(value) <= Number(wanted);
    case 'contains':
      return any.some((one) => (members === null ? plainText(value).includes(plainText(one)) : members.includes(one)));
    case 'not_contains':
      return !any.some((one) => (members === null ? plainText(value).includes(plainText(one)) : members.includes(one)));
    case 'matches':
      return any.some((pattern) => isMatch(plainText(pattern), plainText(value)));
    case 'domain_in':
      return inside(value, any.map(plainText));
    case 'domain_not_in':
      return !inside(value, any.map(plainText));
    default:
      return assertNever(op);
  }
}

const inside = (value: Json, domains: readonly string[]): boolean => {
  if (Array.isArray(value)) return value.length > 0 && (value as readonly Json[]).every((one) => within(plainText(one), domains));
  const domain = /@(?<domain>.+)$/u.exec(plainText(value))?.groups?.['domain'];
  return domain !== undefined && within(domain, domains);
};
const within = (domain: string, domains: readonly string[]): boolean => domains.some((one) => domain === one || domain.endsWith(`.${one}`));

/** Go's patterns begin with their flags. */
function isMatch(pattern: string, text: string): boolean {
  const { flags = '', rest = pattern } = /^\(\?(?<flags>[ims]+)\)(?<rest>.*)$/su.exec(pattern)?.groups ?? {};
  try {
    return new RegExp(rest, `u${flags}`).test(text);
  } catch {
    return false;
  }
}

/** Values worth trying, among which one makes the condition hold and one does not, if there is any. */
export function candidates(condition: Condition): readonly Json[] {
  const { op, value } = condition;
  const any = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (op === 'domain_in' || op === 'domain_not_in') {
    const domains = [...any.map(plainText), 'elsewhere.example'];
    return domains.map((domain) => (isList(condition) ? [domain] : `ann@${domain}`));
  }
  if (op === 'matches') return [...any.flatMap((pattern) => matchingText(plainText(pattern))), '-', ''];
  const scalars = any.flatMap((one) => [one, ...beside(one)]);
  return isList(condition) ? [...scalars.map((one) => [one]), []] : scalars;
}

/** Values that are not this one. */
function beside(value: Json): readonly Json[] {
  if (typeof value === 'number') return [value + 1, value - 1];
  return typeof value === 'boolean' ? [!value] : [`${plainText(value)}-other`, '-'];
}
