import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { PROMISED_SCHEMA_FILE, SCHEMA_FILE } from '@writ/contract';
import { buildSchema, findBreakingChanges } from 'graphql';
import { schemaText } from '../src/schema.js';

const promised = async (): Promise<string> => readFile(PROMISED_SCHEMA_FILE, 'utf8');
const breaking = (before: string, after: string): readonly string[] =>
  findBreakingChanges(buildSchema(before), buildSchema(after)).map(({ description }) => description);

it('the schema in the contract is the one that the resolvers give: `npm run -w @writ/control-plane generate` writes it', async () => {
  expect(await readFile(SCHEMA_FILE, 'utf8')).toBe(await schemaText());
});

it('nothing that clients were promised has gone', async () => {
  expect(breaking(await promised(), await schemaText())).toEqual([]);
});

it('a field that goes, a type that narrows, an argument that becomes required are each found', async () => {
  const before = await promised();
  expect(breaking(before, before.replace('  posture: String!\n', ''))).toHaveLength(1);
  expect(breaking(before, before.replace('  riskLevel: String\n', '  riskLevel: Int\n'))).toHaveLength(1);
  expect(breaking(before, before.replace('policyVersion(hash: ID!)', 'policyVersion(hash: ID!, at: String!)'))).toHaveLength(1);
});
