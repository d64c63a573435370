import { matchesGlob } from '@writ/aarm';
import type { Constraint, Decision, DeferralSettings, ResolverSettings } from '@writ/aarm';

interface Asked {
  readonly missing: readonly string[];
}

/** The missing facts by their names. */
export const missingFacts = ({ missing }: Asked): readonly string[] =>
  missing.flatMap((field) => (field.startsWith('facts.') ? [field.slice('facts.'.length)] : []));

/** The resolvers that may know what a deferral misses, in the order in which they were registered. */
export function resolversFor({ resolvers }: DeferralSettings, tenantId: string, answer: Asked): readonly ResolverSettings[] {
  const missing = missingFacts(answer);
  return resolvers.filter(
    ({ provides, tenants }) => (tenants?.includes(tenantId) ?? true) && provides.some((fact) => missing.includes(fact)),
  );
}

/** The questions that only the human principal can answer. */
export function questionsFor({ confirmations }: DeferralSettings, answer: Asked): NonNullable<Decision['deferral']>['questions'] {
  const missing = missingFacts(answer);
  return confirmations.flatMap(({ fact, ask, answers }) => (missing.includes(fact) ? [{ fact, ask, answers: [...answers] }] : []));
}

/** The narrower forms that policy may be asked about. */
export const constraintsFor = (
  { constraints }: DeferralSettings,
  { tool, operation }: { readonly tool: string; readonly operation: string },
): readonly Constraint[] => constraints.filter((each) => matchesGlob(each.tool, tool) && matchesGlob(each.operation, operation));

/** Whether there is anybody to ask, or anything to try, without waiting for it to arrive. */
export const isWorthAsking = (
  settings: DeferralSettings,
  {
    tenantId,
    action,
    answer,
  }: { readonly tenantId: string; readonly action: { readonly tool: string; readonly operation: string }; readonly answer: Asked },
): boolean =>
  resolversFor(settings, tenantId, answer).length + questionsFor(settings, answer).length + constraintsFor(settings, action).length > 0;
