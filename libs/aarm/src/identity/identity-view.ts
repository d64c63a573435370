import type { Json, JsonObject } from '../json.js';
import type { RequesterContext } from './identity.js';
import type { Mandate } from './mandate.js';

/** Everything of who asks that a rule may read, as `input.identity.<field>`, with its meaning. What is not known is not populated. */
export const IDENTITY_FIELDS = {
  principal: 'the person on whose behalf the agent acts',
  issuer: 'the issuer that vouches for the person; not populated in what was recorded before it was',
  roles: 'the roles of the person, by that issuer',
  groups: 'the groups of the person, by that issuer; not populated where its token has no `groups`',
  agent: 'the id of the agent',
  instance: 'the instance of the agent',
  jkt: 'the thumbprint of the key by which the instance signed this action; not populated where its token is bound to none',
  effective_scope: 'what the person, the service, the agent and every link of the delegation permit together',
  chain:
    'the links of the delegation, root first: `delegator`, `delegatee`, `scope`, `expires_at`, `depth` and the rest; empty where there is none',
  checked_at: 'when the oldest proof of all this was checked',
  age_s: 'how many seconds before this decision that was',
} as const;

/** Who asks, as rules read it. Plain data: the same evidence at the same time gives the same view. */
export function identityView({ human, agent, effective_scope, delegation_chain, evidence }: RequesterContext, now: number): JsonObject {
  const view: Record<string, Json> = { effective_scope, chain: delegation_chain };
  if (human !== null) {
    view['principal'] = human.id;
    view['roles'] = human.roles;
    if (human.issuer !== undefined) view['issuer'] = human.issuer;
    if (human.groups !== undefined) view['groups'] = human.groups;
  }
  if (agent !== null) {
    view['agent'] = agent.id;
    view['instance'] = agent.instance;
    if (agent.jkt !== null) view['jkt'] = agent.jkt;
  }
  const [first, ...others] = evidence;
  if (first === undefined) return view;
  // Times are RFC 3339 in UTC, to the millisecond: the earlier text is the earlier time.
  const oldest = others.reduce((earliest, { checked_at }) => (checked_at < earliest ? checked_at : earliest), first.checked_at);
  view['checked_at'] = oldest;
  view['age_s'] = Math.max(0, Math.floor((now - Date.parse(oldest)) / 1000));
  return view;
}

/** What is always kept of an identity with a decision: replays narrow by it. */
export const MANDATE_FIELDS = ['effective_scope', 'chain'] as const satisfies readonly (keyof Mandate & keyof typeof IDENTITY_FIELDS)[];
