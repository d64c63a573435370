import type { Rule } from '@writ/aarm';
import { stagedPath } from '../build.js';
import { unsure } from '../deferral-triggers.js';
import type { Pack } from '../pack.js';
import type { SourceFile } from '../source.js';
import { outcomeOf } from '../voice.js';
import { changedIn } from './clashes.js';
import type { Clash } from './clashes.js';
import type { Heard } from './heard.js';
import type { Coverage } from './rego-tests.js';
import type { CheckedRule, Finding } from './report.js';
import type { RunCase } from './run-cases.js';

/** The file of a rule, and where in it the eye should go. */
interface Place {
  readonly file: string;
  readonly line: number | null;
}

/** The line of a rule file that matches; its package where none does. */
function placeOf({ id, pack }: Rule, packs: readonly Pack[], wanted: RegExp): Place {
  const source = sourceOf({ id, pack }, packs)?.file;
  if (source === undefined) return { file: `${pack}/rules/${id}.rego`, line: null };
  const lines = source.text.split('\n');
  const at = [wanted, /^package\s/u].map((pattern) => lines.findIndex((line) => pattern.test(line))).find((index) => index >= 0);
  return { file: source.shown, line: at === undefined ? null : at + 1 };
}

function sourceOf(
  { id, pack }: Pick<Rule, 'id' | 'pack'>,
  packs: readonly Pack[],
): { readonly pack: Pack; readonly file: SourceFile } | undefined {
  const owner = packs.find(({ manifest }) => manifest.id === pack);
  const file = owner?.files.find(({ path }) => path === `rules/${id}.rego`);
  return owner === undefined || file === undefined ? undefined : { pack: owner, file };
}

/** What tests and golden cases showed of the rules. */
export interface Shown {
  readonly rules: readonly Rule[];
  readonly packs: readonly Pack[];
  readonly heard: readonly Heard[];
  readonly cases: readonly RunCase[];
  readonly coverage: Coverage | null;
}

/** What the report says of each rule. */
export function checkedRules({ rules, packs, heard, cases, coverage }: Shown): readonly CheckedRule[] {
  const passed = cases.filter(({ test }) => test.outcome === 'passed');
  return rules.map((rule) => {
    const asked = heard.filter((one) => one.rule === rule.id);
    const inCases = (wanted: (state: string | undefined) => boolean): readonly string[] =>
      passed.filter(({ explanation }) => wanted(stateIn(explanation.rules, rule.id))).map(({ test }) => test.name);
    const inTests = (spoke: boolean): readonly string[] =>
      asked.filter(({ voice }) => (voice !== undefined) === spoke).map(({ test }) => test);
    const source = sourceOf(rule, packs);
    const { id, pack, title, class: class_, result, priority, reads } = rule;
    return {
      ...{ id, pack, title, class: class_, result, priority, reads },
      defers_without: unsure(rule),
      speaks: distinct([...inTests(true), ...inCases((state) => state === 'spoke')]),
      // A rule without a condition is kept silent by what it applies to alone.
      silent: distinct([...inTests(false), ...inCases((state) => state === 'silent' || state === undefined)]),
      coverage: source === undefined ? null : (coverage?.files[stagedPath(source.pack, source.file)]?.coverage ?? null),
    };
  });
}

const stateIn = (rules: RunCase['explanation']['rules'], id: string): string | undefined => rules.find((rule) => rule.id === id)?.state;
const distinct = (names: readonly string[]): number => new Set(names).size;

/** Rules that no test makes speak, or that none keeps silent, and voices that are none. */
export function voiceFindings(checked: readonly CheckedRule[], { rules, packs, heard }: Shown): readonly Finding[] {
  return checked.flatMap((about) => {
    const rule = rules.find(({ id }) => id === about.id) as Rule;
    const at = placeOf(rule, packs, /^package\s/u);
    const remedy = `add a test to \`rules/${rule.id}_test.rego\`, or a golden case that passes`;
    const untested = (code: 'never_speaks' | 'never_silent', what: string): Finding => ({ severity: 'error', code, ...at, what, remedy });
    return [
      ...(about.speaks > 0 ? [] : [untested('never_speaks', `no test that passes makes \`${rule.id}\` speak`)]),
      ...(about.silent > 0 ? [] : [untested('never_silent', `no test that passes keeps \`${rule.id}\` silent`)]),
      ...refusedVoices(rule, heard, at),
    ];
  });
}

function refusedVoices({ id }: Rule, heard: readonly Heard[], at: Place): readonly Finding[] {
  const [refused] = heard.flatMap(({ rule, test, voice }) => {
    if (rule !== id || voice === undefined) return [];
    const outcome = outcomeOf(id, voice);
    return outcome.kind === 'error' ? [{ test, error: outcome.error }] : [];
  });
  if (refused === undefined) return [];
  const what = `in the test \`${refused.test}\` \`${id}\` says what no rule may: ${refused.error}`;
  return [
    { severity: 'error', code: 'voice_refused', ...at, what, remedy: 'say `{"reason": "…"}`, and `modifications` where it is a MODIFY' },
  ];
}

/** Contradictions that were found, each with its action. */
export const clashFindings = (clashes: readonly Clash[], packs: readonly Pack[], severity: Finding['severity']): readonly Finding[] =>
  clashes.map(({ rules: [a, b], example }) => ({
    severity,
    code: 'clash',
    ...placeOf(a, packs, /^#\s+priority:/u),
    what: `\`${a.pack}/${a.id}\` says ${a.result} and \`${b.pack}/${b.id}\` says ${b.result}, both at priority ${a.priority}: such an action is deferred`,
    remedy: 'give one the higher priority, or let it except what the other is about',
    example: { action: example.action, context: changedIn(example.view) },
  }));

const INTENT = new Set(['original_request', 'alignment', 'semantic_distance', 'call_origin']);

/** The rules that depend on what the user asked for: they read it, or their DENY is lifted where the request fits. */
export const intentRules = (rules: readonly Rule[]): readonly string[] =>
  rules
    .filter(({ reads, result, overridable }) => reads.some((field) => INTENT.has(field)) || (result === 'DENY' && overridable))
    .map(({ pack, id }) => `${pack}/${id}`);

/** AARM R3: a set that ignores what the user asked for does not satisfy it. */
export const intentFindings = (rules: readonly string[], packs: readonly Pack[]): readonly Finding[] =>
  rules.length > 0
    ? []
    : [
        {
          severity: 'warning',
          code: 'intent_ignored',
          file: packs.length === 1 ? `${packs[0]?.files[0]?.shown.split('/')[0] ?? ''}/pack.yaml` : '',
          line: null,
          what: 'R3 not satisfied: no rule of the set reads intent context (`original_request`, `alignment`, `semantic_distance`, `call_origin`) or is lifted by it',
          remedy: 'write a rule that reads `alignment`, or check the pack together with those it will be active with',
        },
      ];
