import type { Json, Result, RuleClass } from '@writ/aarm';
import { PolicyError } from '../error.js';
import type { PolicyErrorCode } from '../error.js';

/** What a check may complain of beside what the compiler refuses. */
export type FindingCode =
  | PolicyErrorCode
  | 'pack_too_large'
  | 'not_formatted'
  | 'test_failed'
  | 'test_stopped'
  | 'test_skipped'
  | 'never_speaks'
  | 'never_silent'
  | 'voice_refused'
  | 'case_failed'
  | 'case_field_unknown'
  | 'cases_missing'
  | 'clash'
  | 'negation_silent'
  | 'literal_invalid'
  | 'literal_unknown'
  | 'module_differs'
  | 'intent_ignored';

/** One thing that is wrong, where, and what to do about it. An error refuses the packs, a warning does not. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** `<pack folder>/rules/x.rego`, or the empty string where no file is to blame. */
  readonly file: string;
  readonly line: number | null;
  /** Lower case, values in backticks, no full stop. */
  readonly what: string;
  readonly remedy: string;
  /** What shows it: the action on which two rules disagree, the diff of a file. */
  readonly example?: Json;
}

/** One pack that was looked at. */
export interface CheckedPack {
  readonly id: string;
  readonly version: string;
  readonly folder: string;
  readonly rules: number;
  readonly cases: number;
}

/** What the check found out about one rule. */
export interface CheckedRule {
  readonly id: string;
  readonly pack: string;
  readonly title: string;
  readonly class: RuleClass;
  readonly result: Result;
  readonly priority: number;
  readonly reads: readonly string[];
  /** Context fields without which the rule is mute, so that the decision may be DEFER. */
  readonly defers_without: readonly string[];
  /** In how many tests and golden cases it spoke, and in how many it was asked and kept silent. */
  readonly speaks: number;
  readonly silent: number;
  /** Per cent of its lines that its tests reach; null where they did not pass. */
  readonly coverage: number | null;
}

/** One test of `opa test`, or one golden case. */
export interface CheckedTest {
  readonly kind: 'test' | 'case';
  readonly name: string;
  readonly file: string;
  readonly line: number | null;
  readonly outcome: 'passed' | 'failed' | 'stopped' | 'skipped';
  readonly ms: number;
  /** Why it did not pass; empty otherwise. */
  readonly why: string;
}

/** Two rules of equal priority and different results about the same tools; no action was found on which both speak. */
export interface Overlap {
  readonly rules: readonly [string, string];
  readonly priority: number;
}

/** A golden case that its pack decides as expected, and the whole set otherwise. */
export interface Difference {
  readonly pack: string;
  readonly name: string;
  readonly file: string;
  readonly line: number | null;
  readonly alone: Result;
  readonly together: Result;
  /** Who decides in the set. */
  readonly by: string;
}

/** What {@link checkPacks} found. Plain data. */
export interface CheckReport {
  /** No finding is an error. */
  readonly ok: boolean;
  /** The set as it would be activated; null where it did not compile. */
  readonly policy: { readonly id: string; readonly version: string; readonly hash: string } | null;
  readonly packs: readonly CheckedPack[];
  readonly rules: readonly CheckedRule[];
  readonly tests: readonly CheckedTest[];
  /** Per cent of the lines of rules and libraries that the tests reach; null where tests failed. */
  readonly coverage: number | null;
  /** Whether some rule reads what the user asked for (AARM R3), and which. */
  readonly intent: { readonly satisfied: boolean; readonly rules: readonly string[] };
  /** Possible disagreements; one that was found is a finding. */
  readonly overlaps: readonly Overlap[];
  /** Golden cases are decided by their pack alone; here are those that come out otherwise together with the others. */
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
}

/** A refusal of the compiler as a finding. */
export const findingOf = ({ code, file, line, what, remedy }: PolicyError): Finding => ({
  severity: 'error',
  code,
  file,
  line: line ?? null,
  what,
  remedy,
});

/** Runs a step whose refusals are findings; null where it was refused. */
export async function orFinding<T>(findings: Finding[], step: () => Promise<T>): Promise<T | null> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    findings.push(findingOf(error));
    return null;
  }
}
