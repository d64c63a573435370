import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { decide } from '../src/decision/decide.js';
import type { Verdict } from '../src/decision/decision.js';
import type { Mandate } from '../src/identity/mandate.js';
import type { JsonObject } from '../src/json.js';
import type { PolicyTerms } from '../src/policy/policy.js';
import { policyOf } from './policy-from-data.js';
import type { RuleData } from './policy-from-data.js';

interface Case {
  readonly name: string;
  readonly action?: { readonly tool?: string; readonly operation?: string; readonly parameters?: JsonObject };
  /** Why the identity is not verified; verified where left out. */
  readonly unverified?: string | null;
  /** What who asks may do at all; everything where left out. */
  readonly scope?: readonly string[];
  /** The links of the delegation, each `delegator delegatee scope…`. */
  readonly chain?: readonly string[];
  readonly view?: JsonObject;
  readonly terms?: Partial<PolicyTerms>;
  readonly rules?: readonly RuleData[];
  readonly expect: Partial<Omit<Verdict, 'reason'>> & { readonly code: string; readonly message?: string };
}

const mandateOf = ({ scope = ['*'], chain = [] }: Case): Mandate => ({
  effective_scope: scope,
  chain: chain.map((link) => {
    const [delegator = '', delegatee = '', ...scopes] = link.split(' ');
    return { delegator, delegatee, scope: scopes };
  }),
});

const folder = new URL('./golden/', import.meta.url);

for (const file of readdirSync(folder).sort()) {
  describe(file.replace('.yaml', '').replaceAll('-', ' '), () => {
    const cases = parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[];
    it.each(cases.map((each) => [each.name, each] as const))('%s', (_, given) => {
      const { tool = 'database', operation = 'query', parameters = {} } = given.action ?? {};
      const identity = { verified: given.unverified === undefined, failure: given.unverified ?? null, ...mandateOf(given) };
      const verdict = decide(
        { tool, operation, parameters },
        { identity, view: given.view ?? {} },
        policyOf(given.rules ?? [], given.terms),
      );
      const { code, message, ...rest } = given.expect;
      expect(verdict).toMatchObject({ ...rest, reason: message === undefined ? { code } : { code, message } });
    });
  });
}
