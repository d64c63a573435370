import { ProblemError } from '@writ/aarm';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Checks a body against a schema of `@writ/aarm`; the problem names the field, what was wrong and the fix. */
export function validate<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const found = parsed.error.issues[0];
  if (found === undefined) throw new ProblemError('invalid_field', { detail: 'the body is wrong; see its schema', field: 'body' });
  const { issue, path } = deepest(found, [], body);
  const extra = issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path;
  const field =
    extra.length === 0
      ? 'body'
      : extra
          .map((part) => String(part).slice(0, 64))
          .join('.')
          .slice(0, 256);
  throw new ProblemError('invalid_field', { detail: `\`${field}\` ${wrong(issue, at(body, path))}`, field });
}

interface Located {
  readonly issue: Issue;
  readonly path: readonly PropertyKey[];
}

/** Of a union, the complaint of the branch that came furthest: it is the one the caller meant. */
function deepest(issue: Issue, prefix: readonly PropertyKey[], body: unknown): Located {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, path };
  const value = at(body, path);
  if (value === undefined || typeof value !== 'object' || issue.errors.length === 0) return { issue, path };
  const branches = issue.errors.flatMap((errors) => {
    const first = errors[0];
    return first === undefined ? [] : [{ located: deepest(first, path, body), complaints: errors.length }];
  });
  const ranked = branches.map(({ located, complaints }) => ({ located, rank: rank(located, value, path) - complaints }));
  return ranked.reduce((best, branch) => (branch.rank > best.rank ? branch : best)).located;
}

function rank(branch: Located, value: unknown, path: readonly PropertyKey[]): number {
  const inner = at(value, branch.path.slice(path.length));
  // A member that is present but wrong tells more than one that is missing or that only another branch knows.
  return branch.path.length * 2 + (inner === undefined || branch.issue.code === 'unrecognized_keys' ? 0 : 2);
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

function wrong(issue: Issue, value: unknown): string {
  if (issue.code === 'unrecognized_keys') return 'is not a known member; remove it';
  if (value === undefined) return 'is missing; add it';
  switch (issue.code) {
    case 'invalid_type':
      return `is ${kindOf(value)}; send ${article(issue.expected)}`;
    case 'too_big':
      return `is more than \`${String(issue.maximum)}\`${unit(issue.origin)}; send less`;
    case 'too_small':
      return `is less than \`${String(issue.minimum)}\`${unit(issue.origin)}; send more`;
    case 'invalid_value':
      return `is \`${shown(value)}\`; send one of ${issue.values.map((each) => `\`${String(each)}\``).join(', ')}`;
    case 'invalid_format':
      return `is \`${shown(value)}\`; send ${issue.pattern === undefined ? 'the documented form' : `text that matches \`${issue.pattern}\``}`;
    default:
      return `is \`${shown(value)}\`; send what \`/openapi.json\` asks for`;
  }
}

const unit = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '');
const article = (kind: string): string => (/^[aeio]/u.test(kind) ? `an ${kind}` : `a ${kind}`);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

/** At most 40 characters of a value, fit for a log and a terminal. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // Backticks and control characters would break out of the quotation.
  // eslint-disable-next-line no-control-regex -- control characters are what is being removed
  return text.slice(0, 40).replace(/[`\u0000-\u001f\u007f\p{Surrogate}]/gu, '?');
}
