import type { Evidence } from '@writ/aarm';
import { openInstanceProof, requestDigest, tokenHash } from '@writ/receipt';
import type { AskedAction, AskedSession } from '@writ/receipt';
import { boundedMap } from './bounded-map.js';
import { TokenError } from './token-form.js';
import { SKEW_S } from './token-rules.js';
import { digestOf } from './token.js';

/** What an identity asks for. */
export type Asked = AskedAction | AskedSession;

/** What must be proven: that whoever brings this token holds the key that it is bound to, and asks for this. */
export interface Possession {
  readonly token: string;
  /** RFC 7638 thumbprint of the key, from the token's `cnf`. */
  readonly jkt: string;
  readonly asked: Asked;
}

/** Checks proofs of possession, each good for one use. */
export interface PossessionChecks {
  /**
   * The evidence of it.
   *
   * @throws TokenError what is wrong with the proof
   */
  check(proof: string, possession: Possession): Evidence;
}

/** Proofs that are remembered: more than come in the two minutes in which one could be used again. */
const REMEMBERED = 100_000;

/** A process remembers its own: another one answers the same proof once more, and only for the very same action, session and nonce. */
export function createPossessionChecks(now: () => number = Date.now): PossessionChecks {
  const used = boundedMap<number>(REMEMBERED);
  return {
    check: (text, { token, jkt, asked }) => {
      const proof = openInstanceProof(text);
      if (typeof proof === 'string') throw refused(proof);
      const { iat, jti, ath, req } = proof.claims;
      const at = now();
      if (proof.jkt !== jkt) throw refused('it is by another key than the one that the agent token is bound to');
      if (ath !== tokenHash(token)) throw refused('it is for another agent token');
      if (req !== requestDigest(asked)) throw refused('it is of another request');
      if (Math.abs(at / 1000 - iat) > SKEW_S)
        throw refused(`it was made at \`${iat.toString()}\`, more than ${SKEW_S.toString()} s from now`);
      const name = `${jkt} ${jti}`;
      if ((used.get(name) ?? 0) > at) throw refused(`its \`jti\` was used before`);
      used.set(name, at + 2 * SKEW_S * 1000);
      return evidenceOf(text, { jkt, at });
    },
  };
}

const refused = (why: string): TokenError => new TokenError(`the proof of the agent's key is refused: ${why}`);

const evidenceOf = (proof: string, { jkt, at }: { readonly jkt: string; readonly at: number }): Evidence => ({
  claim: 'agent',
  source: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`,
  checked_at: new Date(at).toISOString(),
  max_age_s: 0,
  revocation: 'proof of possession',
  token_digest: digestOf(proof),
});
