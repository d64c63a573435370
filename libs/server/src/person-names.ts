import { namesAnIssuer, qualifyPerson } from '@writ/aarm';
import type { Issuer } from './issuer.js';

/**
 * How people of an issuer are called. INVARIANT: a name is of one person. Where a tenant has several issuers, those of each have its name
 * before theirs, unless they share their people; and nobody's own name reads as one that has.
 */
export function personNames(issuer: Issuer, issuers: readonly Issuer[]): (name: string) => string {
  const others = issuers.filter(({ issuer: other, tenantId }) => other !== issuer.issuer && tenantId === issuer.tenantId);
  const shared = issuer.people === 'shared' || (issuer.people === undefined && others.length === 0);
  return (name) => (shared && !namesAnIssuer(name) ? name : qualifyPerson(issuer.issuer, name));
}

/** Whether people can be told apart by the name of this issuer. */
export const canQualify = (issuer: string): boolean => namesAnIssuer(qualifyPerson(issuer, '')) && !issuer.includes('#');
