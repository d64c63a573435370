import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GRAPHQL_CALLS, ROLES, SCHEMA_FILE } from '@writ/contract';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType } from 'graphql';
import type { GraphQLField, GraphQLInputType } from 'graphql';
import { startControl } from './control.js';
import type { TestControl } from './control.js';

const schema = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
  root === null || root === undefined ? [] : Object.values(root.getFields()).map((field) => ({ root: root.name, field })),
);

/** The least value that a type takes; what it means does not matter here. */
const leastOf = (type: GraphQLInputType): string => {
  if (isNonNullType(type)) return leastOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{${needed.map((field) => `${field.name}: ${leastOf(field.type)}`).join(', ')}}`;
  }
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  return { Int: '1', Float: '1', Boolean: 'true' }[type.name] ?? '"x"';
};

const queryOf = (root: string, { name, args, type }: GraphQLField<unknown, unknown>): string => {
  const needed = args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  const given = needed.length === 0 ? '' : `(${needed.map((arg) => `${arg.name}: ${leastOf(arg.type)}`).join(', ')})`;
  return `${root.toLowerCase()} { ${name}${given}${isLeafType(getNamedType(type)) ? '' : ' { __typename }'} }`;
};

describe('who may ask for what, over GraphQL', () => {
  let control: TestControl;
  beforeAll(async () => {
    control = await startControl();
  }, 60_000);
  afterAll(async () => {
    await control.close();
  });

  it('every field of the root has a row, and every row a field', () => {
    expect(Object.keys(GRAPHQL_CALLS).sort()).toEqual(roots.map(({ root, field }) => `${root}.${field.name}`).sort());
  });

  // A subscription goes over a socket; the guard before it is the same.
  const overHttp = roots.filter(({ root }) => root !== 'Subscription');
  it.each(overHttp.map(({ root, field }) => ({ name: `${root}.${field.name}`, query: queryOf(root, field) })))(
    '$name, by every role',
    async ({ name, query }) => {
      const answers = await Promise.all(ROLES.map(async (role) => control.query(query, await control.as('zoe', role))));
      const admitted = ROLES.filter((_, index) => answers[index]?.codes.includes('forbidden_caller') === false);
      expect(admitted).toEqual(ROLES.filter((role) => GRAPHQL_CALLS[name]?.includes(role) === true));
      expect((await control.query(query, await control.as('zoe'))).codes).toEqual(['forbidden_caller']);
    },
  );

  it.each(['delegated', 'agent'] as const)('a token that is %s asks for nothing', async (kind) => {
    const { issuer } = control.service;
    const token = kind === 'agent' ? await issuer.agent('coder', 'laptop') : await issuer.delegated('bob', ['approver', 'operator']);
    const answer = await control.query('{ me { id } }', { authorization: `Bearer ${token}` });
    expect(answer).toMatchObject({ status: 401, codes: ['unauthenticated'] });
    expect(answer.text).toContain(`${kind} token was given as the person token`);
  });
});
