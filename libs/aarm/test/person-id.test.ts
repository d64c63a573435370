import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayBeSamePerson, namesAnIssuer, qualifyPerson } from '../src/identity/person-id.js';

const issuer = fc.constantFrom('https://a', 'https://b', 'https://b/c');
const text = fc.string({ unit: fc.constantFrom('a', 'b', '#', ':', '/', 'https://a', 'https://b'), maxLength: 5 });
const plain = text.filter((name) => !namesAnIssuer(name));

describe('the id of a person', () => {
  it('is of one issuer and one name', () => {
    fc.assert(
      fc.property(issuer, text, issuer, text, (a, name, b, other) => {
        expect(qualifyPerson(a, name) === qualifyPerson(b, other)).toBe(a === b && name === other);
      }),
    );
  });

  it('with an issuer is never one without', () => {
    fc.assert(
      fc.property(issuer, text, plain, (a, name, other) => {
        expect(qualifyPerson(a, name)).not.toBe(other);
      }),
    );
  });

  it('may be of the same person where the name is the same', () => {
    fc.assert(
      fc.property(issuer, issuer, plain, plain, (a, b, name, other) => {
        const ids = [name, qualifyPerson(a, name), qualifyPerson(b, name)];
        for (const id of ids) for (const again of ids) expect(mayBeSamePerson(id, again)).toBe(true);
        for (const id of ids) expect(mayBeSamePerson(id, qualifyPerson(b, other))).toBe(name === other);
      }),
    );
  });
});
