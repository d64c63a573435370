import type { JsonObject, TokenRevocation } from '@writ/aarm';
import { ProblemError } from '@writ/aarm';
import type { Ledger } from './ledger.js';
import type { PolicyControl } from './policies.js';
import type { Recorder } from './stop-control.js';

/** Writes down that an issuer took tokens back, each as a signed event in the control session of its tenant. */
export const revocationControl = (
  ledger: (tenantId: string) => Promise<Ledger>,
  record: Recorder,
): Pick<PolicyControl, 'revokeTokens'> => ({
  revokeTokens: async (request) => {
    const { tenant_id, issuer, jti } = request;
    const known = async (): Promise<TokenRevocation | null> =>
      (await ledger(tenant_id)).revocations.get(revocationKey({ issuer, jti })) ?? null;
    const before = await known();
    if (before !== null) return before;
    const made: { revocation?: TokenRevocation } = {};
    const result = await record({ tenant_id, by: { id: issuer, roles: [], service: true } }, async (now) => {
      // INVARIANT: what an issuer sends twice counts once, whichever processes it reaches.
      if ((await known()) !== null) throw new ProblemError('contention', { detail: `\`${jti}\` is being recorded elsewhere: try again` });
      const revocation = { ...request, at: now };
      made.revocation = revocation;
      return {
        event: {
          ...{ event: 'revoke_tokens', policy: null, from: null, to: null, replaced: null, overrides: [], generation: 0 },
          by: { id: issuer, roles: [] },
          reason: request.reason,
          detail: detailOf(revocation),
        },
        writes: { revocation },
        also: [],
      };
    });
    if (!result.ok || made.revocation === undefined) throw new TypeError('an issuer may always take its tokens back');
    return made.revocation;
  },
});

/** What names a revocation in its tenant. */
export const revocationKey = ({ issuer, jti }: Pick<TokenRevocation, 'issuer' | 'jti'>): string => `${issuer} ${jti}`;

const detailOf = ({ issuer, subject, person, before, reason, jti, at }: TokenRevocation): JsonObject => ({
  ...{ issuer, subject, person, before, reason, jti, at },
});

/** As the signed event has it. */
export const revocationIn = (tenant_id: string, detail: JsonObject): TokenRevocation => ({
  tenant_id,
  ...(detail as unknown as Omit<TokenRevocation, 'tenant_id'>),
});
