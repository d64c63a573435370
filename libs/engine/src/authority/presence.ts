import { ProblemError } from '@writ/aarm';
import type { PolicyTerms } from '@writ/aarm';
import type { Policies } from './policies.js';

/** Whether a yes to a decision takes a passkey: where the policy that it was made on asks for one, or that of now. */
export type PresenceRule = (
  tenantId: string,
  policyHash: string,
  /** What to take for true where the policy that it was made on cannot be asked; that it asks for none where left out. */
  options?: { readonly unknown: boolean },
) => Promise<boolean>;

/** Policies of which it is remembered what they ask for: what a hash stands for never changes. */
const MOST_REMEMBERED = 1000;

export function presenceRule(policies: Pick<Policies, 'active' | 'pinned'>): PresenceRule {
  const known = new Map<string, boolean>();
  const learn = (tenantId: string, { hash, presence }: PolicyTerms): boolean => {
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(`${tenantId} ${hash}`, presence === 'required');
    return presence === 'required';
  };
  return async (tenantId, policyHash, { unknown } = { unknown: false }) => {
    if (learn(tenantId, policies.active(tenantId).terms)) return true;
    const remembered = known.get(`${tenantId} ${policyHash}`);
    if (remembered !== undefined) return remembered;
    const pinned = await policies.pinned(tenantId, policyHash);
    return pinned === null ? unknown : learn(tenantId, pinned.terms);
  };
}

/** There is no place where the person could prove anything: nothing is approved. */
export const presenceUnavailable = (): ProblemError =>
  new ProblemError('presence_unavailable', { detail: 'no passkey can be checked here, as no origin of the console is set' });
