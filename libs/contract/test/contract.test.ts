import { readFile } from 'node:fs/promises';
import { loadSync } from '@grpc/proto-loader';
import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '@writ/aarm';
import { CALLS, PROTO_FILE, openApi } from '../src/index.js';

const committed = async (): Promise<unknown> => JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8')) as unknown;

describe('the OpenAPI document', () => {
  it('is the one that the schemas generate', async () => {
    expect(await committed()).toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  it('names every problem of the catalogue and no other', () => {
    const { components } = openApi() as unknown as { components: { schemas: { ProblemCode: { enum: string[] } } } };
    expect([...components.schemas.ProblemCode.enum].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it('resolves every reference', () => {
    const document = openApi() as unknown as { components: { schemas: Record<string, unknown> } };
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/gu)].map(([, target]) => target ?? '');
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name.replace('#/components/schemas/', ''));
  });
});

describe('the protocol', () => {
  const definition = loadSync(PROTO_FILE, { keepCase: true });

  it('has every problem of the catalogue and no other', () => {
    const { type } = definition['writ.v1.ProblemCode'] as unknown as { type: { value: { name: string; number: number }[] } };
    const names = type.value.filter(({ number }) => number !== 0).map(({ name }) => name.replace('PROBLEM_CODE_', '').toLowerCase());
    expect(names.sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it('has a method for every call that takes a credential', () => {
    const methods = Object.keys(definition['writ.v1.DecisionService'] as object).map((name) => name.toLowerCase());
    expect(methods.sort()).toEqual(
      Object.keys(CALLS)
        .map((name) => name.toLowerCase())
        .sort(),
    );
  });
});
