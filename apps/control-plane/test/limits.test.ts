import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../../decision-api/test/client.js';
import { Kind, parse } from 'graphql';
import { SCHEMA_FILE } from '@writ/contract';
import { PLAIN_LISTS, checkQuery, LIMITS } from '../src/limits.js';
import { startControl } from './control.js';
import type { TestControl } from './control.js';

let control: TestControl;
let carol: { readonly authorization: string };
beforeAll(async () => {
  control = await startControl();
  carol = await control.as('carol', 'auditor');
}, 60_000);
afterAll(() => control.close(), 60_000);

const nested = (levels: number): string => (levels === 0 ? 'id' : `session { ${nested(levels - 1)} }`);
const aliases = Array.from({ length: LIMITS.aliases + 1 }, (_, index) => `a${String(index)}: policyPointer { active }`).join(' ');
/** Fragments within fragments: few tokens, and ten times as many fields with each of them. */
const bomb = `{ ...F5 } fragment F0 on Query { ${'policyPointer { active } '.repeat(10)} } ${[1, 2, 3, 4, 5]
  .map((n) => `fragment F${String(n)} on Query { ${`...F${String(n - 1)} `.repeat(10)} }`)
  .join(' ')}`;

describe('a query over a limit', () => {
  it.each([
    ['tokens', `{ ${'sessions { nodes { id } } '.repeat(400)} }`, 'too many tokens'],
    ['depth', `{ sessions { nodes { ${nested(LIMITS.depth)} } } }`, '`13` levels'],
    ['aliases', `{ ${aliases} }`, '`21` aliases'],
    [
      'cost of lists in lists',
      '{ policyVersions(first: 200) { nodes { rules(first: 200) { nodes { id title } } } } }',
      'fields, at most `20000`',
    ],
    [
      'cost through a fragment',
      '{ policyVersions(first: 200) { ...V } } fragment V on PolicyVersionConnection { edges { node { rules(first: 200) { edges { node { id } } } } } }',
      'fields, at most',
    ],
    [
      'cost of lists that are no pages',
      '{ sessions(first: 200) { nodes { newestDecisions(first: 200) { id result } } } }',
      'fields, at most `20000`',
    ],
    [
      'cost of what holds megabytes',
      `{ ${Array.from({ length: 19 }, (_, index) => `a${String(index)}: policyVersion(hash: "x") { sources { path text } }`).join(' ')} }`,
      'fields, at most `20000`',
    ],
    ['fragments within fragments', bomb, 'fields, at most'],
    [
      'levels of the schema',
      `{ __schema { types { fields { type { ${'ofType { '.repeat(20)}name${' }'.repeat(20)} } } } } }`,
      'levels of the schema',
    ],
  ])('%s: one clear error, and nothing was read', async (_, text, said) => {
    control.counted.clear();
    const answer = await control.query(text, carol);
    expect(answer).toMatchObject({ status: 400, codes: ['invalid_field'], data: null });
    expect(answer.text).toContain(said);
    expect((JSON.parse(answer.text) as { detail: string }).detail).toMatch(/; [a-z ]+/u);
    expect(control.counted.size).toBe(0);
  });

  it('counts every list of the schema that takes a number', () => {
    const { definitions } = parse(readFileSync(SCHEMA_FILE, 'utf8'));
    const lists = definitions.flatMap((definition) =>
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION
        ? []
        : (definition.fields ?? []).flatMap(({ name, type, arguments: given = [] }) => {
            const first = given.find((argument) => argument.name.value === 'first');
            const plain = type.kind === Kind.NON_NULL_TYPE ? type.type.kind === Kind.LIST_TYPE : type.kind === Kind.LIST_TYPE;
            if (first?.defaultValue?.kind !== Kind.INT || !plain) return [];
            return [[name.value, Number(first.defaultValue.value)]];
          }),
    );
    expect(Object.fromEntries(lists)).toEqual(PLAIN_LISTS);
  });

  it('a batch', async () => {
    control.counted.clear();
    const body = JSON.stringify([{ query: '{ policyPointer { active } }' }, { query: '{ policyPointer { active } }' }]);
    const answer = await send(control.url, { path: '/graphql', body, headers: carol });
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 400, code: 'invalid_field' });
    expect(answer.text).toContain('send one query for each request');
    expect(control.counted.size).toBe(0);
  });

  it('does not get through with variables, nor with none', () => {
    const text = 'query ($n: Int!) { policyVersions(first: $n) { nodes { rules(first: 200) { nodes { id title } } } } }';
    expect(() => {
      checkQuery(text, { n: 1 });
    }).not.toThrow();
    for (const variables of [{ n: 200 }, { n: 10_000 }, {}, null, { n: 'x' }])
      expect(() => {
        checkQuery(text, variables);
      }).toThrow('at most `20000`');
  });

  it('leaves alone what goes round in circles, and what cannot be read, for others to refuse', async () => {
    expect((await control.query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', carol)).codes).toContain(
      'invalid_field',
    );
    const unread = await control.query('{ policyPointer { active }', carol);
    expect(unread).toMatchObject({ status: 400, codes: ['invalid_field'] });
    expect(unread.text).toContain('Syntax Error');
  });
});

describe('the schema', () => {
  const asked =
    '{ __schema { queryType { name } types { name fields { name type { name ofType { name ofType { name ofType { name } } } } } } } }';
  it('is told to people who are signed in, and to nobody else', async () => {
    expect(await control.query(asked, carol)).toMatchObject({ status: 200, data: { __schema: { queryType: { name: 'Query' } } } });
    expect(await control.query(asked, {})).toMatchObject({ status: 401, codes: ['unauthenticated'], data: null });
    expect(await control.query(asked, await control.as('dave', 'developer'))).toMatchObject({ status: 403, codes: ['forbidden_caller'] });
  });
});
