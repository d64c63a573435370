import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../src/problem/problem.js';
import type { ProblemCode } from '../src/problem/problem.js';

const folder = new URL('../../../docs/problems/', import.meta.url);
const codes = Object.keys(PROBLEMS) as readonly ProblemCode[];
const page = (code: string): string => readFileSync(new URL(`${code}.md`, folder), 'utf8');

interface Example {
  readonly detail: string;
  readonly fix: string;
  readonly field?: string;
}
const exampleOn = (code: string): Example => JSON.parse(/```json\n([\s\S]*?)\n```/u.exec(page(code))?.[1] ?? 'null') as Example;

describe('the catalogue and its pages', () => {
  it('have the same codes', () => {
    expect(readdirSync(folder).sort()).toEqual(codes.map((code) => `${code}.md`).sort());
  });

  it.each(codes)('agree on `%s`', (code) => {
    const { status, title, retry } = PROBLEMS[code];
    expect(exampleOn(code)).toMatchObject({ type: `/problems/${code}`, title, status, code });
    expect(page(code)).toContain(`What to do: ${exampleOn(code).fix}\n`);
    expect(page(code)).toContain(retry ? 'Trying again may help' : 'Trying again without a change will not help');
  });

  it.each(codes)('word the example of `%s` by the house style', (code) => {
    const { detail } = exampleOn(code);
    expect(detail).toMatch(/^[a-z`]/u);
    expect(detail).not.toMatch(/\.$/u);
  });
});
