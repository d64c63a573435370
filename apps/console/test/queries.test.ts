import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { SCHEMA_FILE } from '@writ/contract';
import { buildSchema, parse, validate } from 'graphql';
import * as queries from '../src/api/queries.js';

it.each(Object.entries(queries))('the schema has what `%s` asks for', async (_, text) => {
  const schema = buildSchema(await readFile(SCHEMA_FILE, 'utf8'));
  expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
});
