import { DEFAULT_THRESHOLDS } from '@writ/aarm';
import type { PolicyTerms, Thresholds, Tracker } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { PolicyError } from './error.js';
import type { Pack } from './pack.js';

/** Several packs as one: the strictest of everything (design §3). `packs` are sorted by id, so their order on a command line is no matter. */
export function composeTerms(packs: readonly Pack[], hash: string): PolicyTerms {
  const manifests = packs.map(({ manifest }) => manifest);
  return {
    id: manifests.map(({ id }) => id).join('+'),
    version: manifests.map(({ version }) => version).join('+'),
    hash,
    posture: posture(packs),
    on_uncertain: (['DEFER', 'STEP_UP'] as const).find((wanted) => manifests.some(({ on_uncertain }) => on_uncertain === wanted)) ?? 'keep',
    thresholds: thresholds(packs),
    defer_timeout_s: Math.min(...manifests.map(({ defer_timeout_s }) => defer_timeout_s)),
    step_up_timeout_s: Math.min(...manifests.map(({ step_up_timeout_s }) => step_up_timeout_s)),
    approvers: approvers(packs),
    tools: packs.flatMap(({ tools }) => tools),
    ...trackers(packs),
    ...drift(manifests),
    ...boundaries(manifests),
    most_questions: Math.min(...manifests.map((manifest) => manifest.most_questions)),
    most_questions_of: {
      agent: Math.min(...manifests.map((manifest) => manifest.most_questions_of.agent)),
      approver: Math.min(...manifests.map((manifest) => manifest.most_questions_of.approver)),
    },
    ...(manifests.every(({ self_confirmation }) => self_confirmation) ? {} : { self_confirmation: false as const }),
    ...(manifests.every(({ own_grants }) => own_grants) ? { own_grants: true as const } : {}),
    ...(manifests.some(({ presence }) => presence === 'required') ? { presence: 'required' as const } : {}),
  };
}

/** Of all packs; two packs may mean the same thing by one id, but not two. */
function trackers(packs: readonly Pack[]): Pick<PolicyTerms, 'trackers'> {
  const list = new Map<string, Tracker>();
  for (const { manifest } of packs) {
    for (const tracker of manifest.trackers) {
      const known = list.get(tracker.id);
      if (known !== undefined && canonicalize(known) !== canonicalize(tracker))
        throw new PolicyError({
          code: 'packs_disagree',
          file: `${manifest.id}/pack.yaml`,
          what: `the tracker \`${tracker.id}\` is declared twice, and differently`,
          remedy: 'give one of them another id',
        });
      list.set(tracker.id, tracker);
    }
  }
  const sorted = [...list.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.length === 0 ? {} : { trackers: { digest: sha256(canonicalize(sorted)), list: sorted } };
}

/** All profiles count; the strictest of those that a session is over answers. */
function drift(manifests: readonly Pack['manifest'][]): Pick<PolicyTerms, 'drift'> {
  const profiles = manifests.flatMap((manifest) => manifest.drift);
  return profiles.length === 0 ? {} : { drift: profiles };
}

/** Every boundary that is about a request holds. */
function boundaries(manifests: readonly Pack['manifest'][]): Pick<PolicyTerms, 'boundaries'> {
  const all = manifests.flatMap((manifest) => manifest.boundaries);
  return all.length === 0 ? {} : { boundaries: all };
}

/** DENY unless every pack says ALLOW, firm if one of the denying packs is firm; the pack named is one that says so. */
function posture(packs: readonly Pack[]): PolicyTerms['posture'] {
  const denying = packs.filter(({ manifest }) => manifest.posture.result === 'DENY');
  const strictest = denying.length === 0 ? packs : denying;
  const { manifest } = strictest.reduce((named, pack) =>
    named.manifest.posture.overridable && !pack.manifest.posture.overridable ? pack : named,
  );
  return { pack: manifest.id, ...manifest.posture };
}

function thresholds(packs: readonly Pack[]): Thresholds {
  const all = packs.map(({ manifest }) => manifest.thresholds ?? DEFAULT_THRESHOLDS);
  const set = (values: readonly (number | null)[]): readonly number[] => values.filter((value) => value !== null);
  const confidence = set(all.map((one) => one.confidence));
  const risk = set(all.map((one) => one.risk));
  return {
    confidence: confidence.length === 0 ? null : Math.max(...confidence),
    risk: risk.length === 0 ? null : Math.min(...risk),
    misaligned: Math.max(...all.map((one) => one.misaligned)),
    aligned: Math.max(...all.map((one) => one.aligned)),
  };
}

/** Whoever every pack accepts. INVARIANT: nobody approves who one of the packs would not have asked. */
function approvers(packs: readonly Pack[]): readonly string[] {
  const [first, ...others] = packs.map(({ manifest }) => manifest.approvers);
  const common = (first ?? []).filter((role) => others.every((roles) => roles.includes(role)));
  if (common.length > 0 || others.length === 0) return [...new Set(common)].sort();
  throw new PolicyError({
    code: 'packs_disagree',
    what: `the packs \`${packs.map(({ manifest }) => manifest.id).join('`, `')}\` have no approver in common`,
    remedy: 'name one role in `approvers` of every pack.yaml',
  });
}
