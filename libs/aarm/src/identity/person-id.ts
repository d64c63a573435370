/**
 * A person of one issuer among several of a tenant: `https://id.example.com#alice`. Names without an issuer, such as `alice`, are those of
 * the tenant itself.
 */
export const qualifyPerson = (issuer: string, name: string): string => `${issuer}#${name}`;

/** INVARIANT: a name of the tenant itself never reads as one of an issuer's, and no issuer has a `#` in it. */
export const namesAnIssuer = (id: string): boolean => /^[^#]*:\/\/[^#]*#/u.test(id);

/** What the person is called by whichever issuer. */
const nameIn = (id: string): string => (namesAnIssuer(id) ? id.slice(id.indexOf('#') + 1) : id);

/**
 * Whether two people could be one who signs in at two issuers. Only what is refused may rest on it: who may not approve what they asked
 * for, who has answered already, who was stopped. What somebody may do rests on the whole id.
 */
export const mayBeSamePerson = (a: string, b: string): boolean => nameIn(a) === nameIn(b);
