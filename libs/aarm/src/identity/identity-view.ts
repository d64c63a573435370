import type { JsonObject } from '../json.js';
import type { RequesterContext } from './identity.js';
import type { Mandate } from './scope.js';

/** Everything of who asks that a rule may read, as `input.identity.<field>`, with its meaning. What is not known is not populated. */
export const IDENTITY_FIELDS = {
  principal: 'the person on whose behalf the agent acts',
  issuer: 'the issuer that vouches for the person; not populated in what was recorded before it was',
  roles: 'the roles of the person, by that issuer',
  groups: 'the groups of the person, by that issuer; not populated where its token has no `groups`',
  agent: 'the id of the agent',
  instance: 'the instance of the agent',
  effective_scope: 'what the person, the service, the agent and every link of the delegation permit together',
  chain:
    'the links of the delegation, root first: `delegator`, `delegatee`, `scope`, `expires_at`, `depth` and the rest; empty where there is none',
  checked_at: 'when the oldest proof of all this was checked',
  age_s: 'how many seconds before this decision that was',
} as const;

/** Who asks, as rules read it. Plain data: the same evidence at the same time gives the same view. */
export function identityView({ human, agent, effective_scope, delegation_chain, evidence }: RequesterContext, now: number): JsonObject {
  const [oldest] = evidence.map(({ checked_at }) => checked_at).sort();
  return {
    ...(human === null ? {} : { principal: human.id, roles: human.roles }),
    ...(human?.issuer === undefined ? {} : { issuer: human.issuer }),
    ...(human?.groups === undefined ? {} : { groups: human.groups }),
    ...(agent === null ? {} : { agent: agent.id, instance: agent.instance }),
    effective_scope,
    chain: delegation_chain,
    ...(oldest === undefined ? {} : { checked_at: oldest, age_s: Math.max(0, Math.floor((now - Date.parse(oldest)) / 1000)) }),
  };
}

/** What is always kept of an identity with a decision: replays narrow by it. */
export const MANDATE_FIELDS = ['effective_scope', 'chain'] as const satisfies readonly (keyof Mandate & keyof typeof IDENTITY_FIELDS)[];
