import { assertNever } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import { isList, patternOf } from './condition.js';
import type { Condition } from './condition.js';
import { matchingText } from './matching-text.js';
import type { PatternProbe } from './pattern-probe.js';
import { plainText } from './sample-file.js';

/** Whether a condition holds for a value, as its Rego does: for finding examples, never for deciding. */
export function holds(condition: Condition, value: Json, matches: PatternProbe['matches']): boolean {
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
      return typeof value === 'number' && value > Number(wanted);
    case 'gte':
      return typeof value === 'number' && value >= Number(wanted);
    case 'lt':
      return typeof value === 'number' && value < Number(wanted);
    case 'lte':
      return typeof value === 'number' && value <= Number(wanted);
    case 'contains':
      return any.some((one) => (members === null ? within(value, one) : members.includes(one)));
    case 'not_contains':
      return (
        (members !== null || typeof value === 'string') &&
        !any.some((one) => (members === null ? within(value, one) : members.includes(one)))
      );
    case 'matches':
      return (members ?? [value]).some((text) => typeof text === 'string' && matches(patternOf(condition), text));
    case 'domain_in':
      return inside(value, any.map(plainText));
    case 'domain_not_in':
      return (members !== null || typeof value === 'string') && !inside(value, any.map(plainText));
    default:
      return assertNever(op);
  }
}

const within = (text: Json, part: Json): boolean => typeof text === 'string' && text.includes(plainText(part));

const inside = (value: Json, domains: readonly string[]): boolean => {
  if (Array.isArray(value)) return value.length > 0 && (value as readonly Json[]).every((one) => belongs(plainText(one), domains));
  const domain = /@(?<domain>.+)$/u.exec(plainText(value))?.groups?.['domain'];
  return domain !== undefined && belongs(domain, domains);
};
const belongs = (domain: string, domains: readonly string[]): boolean =>
  domains.some((one) => domain === one || domain.endsWith(`.${one}`));

/** Values worth trying, among which one makes the condition hold and one does not, if there is any. */
export function candidates(condition: Condition): readonly Json[] {
  const { op, value } = condition;
  const any = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (op === 'domain_in' || op === 'domain_not_in') {
    const domains = [...any.map(plainText), 'elsewhere.example'];
    return domains.map((domain) => (isList(condition) ? [domain] : `ann@${domain}`));
  }
  if (op === 'matches') {
    const texts = [...any.flatMap((pattern) => matchingText(plainText(pattern))), '-', ''];
    return isList(condition) ? texts.map((text) => [text]) : texts;
  }
  const scalars = any.flatMap((one) => [one, ...beside(one)]);
  return isList(condition) ? [...scalars.map((one) => [one]), []] : scalars;
}

/** Values that are not this one. */
function beside(value: Json): readonly Json[] {
  if (typeof value === 'number') return [value + 1, value - 1];
  return typeof value === 'boolean' ? [!value] : [`${plainText(value)}-other`, '-'];
}
