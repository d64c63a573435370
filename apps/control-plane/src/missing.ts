import type { PolicySettings } from '@writ/aarm';
import type { PolicyVersionType } from './policy-types.js';

/** What stands between a version and its activation, in words for the person who would do it. */
export function missingOf(
  { state, everActive, intentRead }: PolicyVersionType,
  { settings, approvals }: { readonly settings: PolicySettings; readonly approvals: number },
): readonly string[] {
  if (state === 'active') return [];
  if (state === 'retired')
    return [everActive ? 'it was active before: an operator can roll back to it' : 'it is retired: publish it again'];
  const checks = state === 'draft' ? ['its check'] : [];
  const tests = state === 'draft' || state === 'checked' ? ['its tests'] : [];
  const needed = settings.approvals - approvals;
  const signatures = needed > 0 ? [`${String(needed)} of ${String(settings.approvals)} signatures by a \`policy_approver\``] : [];
  const intent = intentRead === false ? ['a rule that reads intent (AARM R3), or an override on record'] : [];
  const replay = settings.blast_radius === null ? [] : ['a replay within the blast radius, or an override on record'];
  return [...checks, ...tests, ...signatures, ...intent, ...replay, 'an `operator` who activates it'];
}
