import type { DelegationHop, RequesterContext } from '@writ/aarm';
import { isWithin } from '@writ/aarm/scope';
import { hexBytes, toBase64url } from './crypto.js';

/** How far the clocks of issuer and service may differ. */
const SKEW_MS = 60_000;

/**
 * Reads the delegation chain of a requester as an auditor does, with nothing but the receipt: each link follows from the one above, by
 * name and by the digest of its token, and only narrows; it leads from the person to the agent that asks, by its key. Answers what is wrong
 * with it and at which link, or null.
 */
export function findBrokenLink({ human, agent, delegation_chain: chain }: RequesterContext): string | null {
  const visited = new Set(chain[0] === undefined ? [] : [chain[0].delegator]);
  for (const [index, hop] of chain.entries()) {
    const wrong = wrongWith(hop, { above: chain[index - 1], depth: index + 1, person: human?.id ?? null });
    const named = `link ${String(index + 1)} of the delegation, from \`${hop.delegator}\` to \`${hop.delegatee}\`,`;
    if (wrong !== null) return `${named} ${wrong}`;
    if (visited.has(hop.delegatee)) return `${named} comes round in a loop`;
    visited.add(hop.delegatee);
  }
  const leaf = chain.at(-1);
  if (leaf === undefined) return null;
  const ends = leaf.delegatee === agent?.id && leaf.jkt === agent.jkt;
  return ends ? null : 'the delegation does not end at the agent that asks and its key';
}

interface Place {
  readonly above: DelegationHop | undefined;
  readonly depth: number;
  readonly person: string | null;
}

/** INVARIANT: the same that whoever verified the tokens held each link against. */
function wrongWith(hop: DelegationHop, { above, depth, person }: Place): string | null {
  const { delegator, issued_at, expires_at, checked_at, scope } = hop;
  if (hop.par_hash !== (above === undefined ? null : parHash(above))) return 'does not commit to the link above it';
  if (delegator !== (above === undefined ? person : above.delegatee)) return 'does not follow from the link above it';
  if (hop.depth !== depth || depth > hop.max_depth || (above !== undefined && hop.max_depth > above.max_depth))
    return 'is at the wrong depth';
  if (above !== undefined && Date.parse(expires_at) > Date.parse(above.expires_at)) return 'outlives the link above it';
  if (above !== undefined && !isWithin(scope, above.scope)) return 'widens the scope';
  const checked = Date.parse(checked_at);
  return checked < Date.parse(issued_at) - SKEW_MS || checked > Date.parse(expires_at) + SKEW_MS
    ? 'was not valid when it was checked'
    : null;
}

/** A link names the one above it by the digest of its token, in the form of its own claim. */
const parHash = ({ token_digest: digest }: DelegationHop): string => toBase64url(hexBytes(digest.slice('sha256:'.length)));
