import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  isContextField,
  JsonObjectSchema,
  JsonSchema,
  openingState,
  ReasonCodeSchema,
  ResultSchema,
  TimestampSchema,
  toolDeclaration,
  trackerViews,
} from '@writ/aarm';
import type {
  ContextView,
  Decidable,
  Effect,
  IDENTITY_FIELDS,
  Json,
  JsonObject,
  PolicyTerms,
  Tracker,
  TrackerSet,
  Verdict,
} from '@writ/aarm';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { PolicyError } from '../error.js';
import { OPENING_VIEW } from '../opening-view.js';

const text = z.string().min(1).nullish();
const texts = z.array(z.string()).nullish();

/** What a case tells of who asks that differs from {@link OPENING_VIEW}; null takes a part away. */
const CaseIdentitySchema = z.strictObject({
  ...{ principal: text, issuer: text, agent: text, instance: text, jkt: text, checked_at: TimestampSchema.nullish() },
  ...{ roles: texts, groups: texts, effective_scope: texts, age_s: z.int().min(0).nullish() },
  chain: z.array(z.looseObject({ delegator: z.string(), delegatee: z.string(), scope: z.array(z.string()) })).nullish(),
} satisfies Record<keyof typeof IDENTITY_FIELDS, z.ZodType>);

/** One golden decision of `cases/*.yaml`. */
export const GoldenCaseSchema = z.strictObject({
  name: z.string().min(1),
  action: z.strictObject({
    tool: z.string().min(1),
    operation: z.string().min(1),
    parameters: JsonObjectSchema.default({}),
  }),
  /** Fields of the context that differ from those of an opening session, in `tracked` down to a number; null takes one away. */
  context: z.record(z.string(), JsonSchema).optional(),
  identity: CaseIdentitySchema.optional(),
  expected: z.strictObject({
    result: ResultSchema,
    /** `<pack>/<rule>`, `posture:<pack>` or `builtin:<reason code>`. */
    rule: z.string().optional(),
    code: ReasonCodeSchema.optional(),
    missing: z.array(z.string()).optional(),
    approvers: z.array(z.string()).optional(),
    effective_parameters: JsonObjectSchema.optional(),
  }),
});
export type GoldenCase = z.infer<typeof GoldenCaseSchema>;

/** A golden case and where it stands. */
export interface LocatedCase {
  readonly pack: string;
  readonly file: string;
  readonly line: number | null;
  readonly golden: GoldenCase;
}

/** What the service takes an action to do whose tool no policy declares. */
export type EffectOf = (action: Decidable, terms: PolicyTerms) => Effect;

/** What a policy says of tools and of what is remembered, and what is inferred of other tools: nothing where it is left out. */
export interface Catalogue extends Pick<PolicyTerms, 'tools' | 'trackers'> {
  readonly inferred?: (action: Decidable) => Effect;
}

/** The terms of a policy with what the service infers. */
export const catalogueOf = (terms: PolicyTerms, effectOf: EffectOf): Catalogue => ({
  ...terms,
  inferred: (action) => effectOf(action, terms),
});

/**
 * The context that a golden case describes. The destinations of an action whose tool names some are for the case to
 * tell: how they are read out of the parameters is no part of a pack.
 */
export function contextOfCase(
  action: Decidable,
  { tools, trackers, inferred }: Catalogue,
  changes: Readonly<Record<string, Json>> = {},
): ContextView {
  const line = toolDeclaration(tools, action);
  const names = (line?.destinations ?? []).some((name) => Object.hasOwn(action.parameters, name));
  const derived: ContextView = { effect: line?.effect ?? inferred?.(action) ?? 'unknown', ...(names ? {} : { destinations: [] }) };
  const past: ContextView = trackers === undefined ? {} : { tracked: nothingYet(trackers) };
  const remembered = changes['tracked'];
  const told = remembered === undefined ? {} : { tracked: changed(past['tracked'], remembered) };
  const asks = changes['identity'] === undefined ? {} : { identity: changed(OPENING_VIEW['identity'], changes['identity']) };
  const all: ContextView = { ...OPENING_VIEW, ...derived, ...past, ...changes, ...told, ...asks };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** What a case tells of its context, with who asks. */
export const changesIn = ({ context = {}, identity }: Pick<GoldenCase, 'context' | 'identity'>): Readonly<Record<string, Json>> => ({
  ...context,
  ...(identity === undefined ? {} : { identity: identity as JsonObject }),
});

/** What trackers say in a session in which nothing has happened. */
const nothingYet = (set: TrackerSet): Readonly<Record<string, Json>> =>
  trackerViews(openingState({ session_id: '', started_at: '' }).tracked, { set, keys: {}, now: 0 }) as unknown as Readonly<
    Record<string, Json>
  >;

/** The members of an object replaced by those that are told, at every depth; null takes one away unless it says that a number is not known. */
function changed(before: Json | undefined, told: Json, depth = 0): Json {
  if (!isObject(told) || !isObject(before)) return told;
  const members = Object.entries(told).map(([name, value]): [string, Json] => [name, changed(before[name], value, depth + 1)]);
  return Object.fromEntries(
    Object.entries({ ...before, ...Object.fromEntries(members) }).filter(([, value]) => depth > 0 || value !== null),
  );
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The golden cases of a pack folder; a file that is none is refused. */
export async function readCases(folder: string, pack: string): Promise<readonly LocatedCase[]> {
  const stat = await lstat(join(folder, 'cases')).catch(() => null);
  if (stat === null) return [];
  const names = (await readdir(join(folder, 'cases'))).filter((name) => /\.ya?ml$/u.test(name)).sort();
  const files = names.map((name) => ({ path: join(folder, 'cases', name), shown: `${basename(folder)}/cases/${name}` }));
  const cases: LocatedCase[] = [];
  for (const { path, shown } of files) cases.push(...casesIn(await readFile(path, 'utf8'), shown, pack));
  return cases;
}

function casesIn(source: string, file: string, pack: string): readonly LocatedCase[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, strict: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw refused(file, problem.linePos?.[0].line, problem.message.split('\n', 1)[0] ?? '');
  const list: unknown = document.toJS({ maxAliasCount: 100 });
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw refused(file, 1, 'it is not a list of cases');
  return list.map((one: unknown, index) => {
    const node: unknown = document.getIn([index], true);
    const line = lineOf(node, lines);
    const parsed = GoldenCaseSchema.safeParse(one);
    if (parsed.success) return { pack, file, line, golden: parsed.data };
    const [issue] = parsed.error.issues;
    throw refused(file, line ?? undefined, `\`${(issue?.path ?? []).join('.')}\` is refused: ${issue?.message ?? 'it has another shape'}`);
  });
}

function lineOf(node: unknown, lines: LineCounter): number | null {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  return Array.isArray(range) ? lines.linePos(Number(range[0])).line : null;
}

const refused = (file: string, line: number | undefined, what: string): PolicyError =>
  new PolicyError({
    code: 'case_invalid',
    file,
    line,
    what,
    remedy: 'write `name`, `action`, `context` and `expected` as the guide shows',
  });

/** Fields that a case gives and no context has, nor any tracker of its pack: a slip of the pen would make it a case of something else. */
export function unknownFields({ context = {} }: GoldenCase, trackers: readonly Tracker[]): readonly string[] {
  const past = Object.keys(isObject(context['tracked']) ? context['tracked'] : {});
  const lost = past.filter((name) => trackers.every(({ id }) => id !== name));
  const fields = Object.keys(context).filter((field) => !isContextField(field) || /^(?:facts|tracked)\./u.test(field));
  return [...fields, ...lost.map((name) => `tracked.${name}`)];
}

/** How the verdict differs from what the case expects, in words; empty where it does not. */
export function difference({ expected }: GoldenCase, verdict: Verdict): string {
  const told: Readonly<Record<string, unknown>> = {
    result: verdict.result,
    rule: verdict.policy_id,
    code: verdict.reason.code,
    missing: verdict.missing,
    approvers: verdict.approval?.approvers ?? [],
    effective_parameters: verdict.effective_parameters,
  };
  // A rule that breaks down denies: what expects a DENY must not take that for one.
  if (verdict.reason.code === 'rule_error' && expected.code !== 'rule_error') return verdict.reason.message;
  const wrong = Object.entries(expected).filter(([name, value]) => sorted(told[name]) !== sorted(value));
  if (wrong.length === 0) return '';
  const parts = wrong.map(([name, value]) => `${name} is \`${shown(told[name])}\`, not \`${shown(value)}\``);
  return `${parts.join('; ')} (${verdict.reason.message})`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** JSON with the members of every object in one order. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
