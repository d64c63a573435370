import { readFile, readdir } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { PROBLEMS } from '@writ/aarm';
import type { ProblemCode } from '@writ/aarm';
import { FIXES, problemOf } from '../src/problem.js';

const DOCS = new URL('../../../docs/problems/', import.meta.url);
const codes = Object.keys(PROBLEMS) as ProblemCode[];

it('has one page for each problem and no other', async () => {
  expect((await readdir(DOCS)).sort()).toEqual(codes.map((code) => `${code}.md`).sort());
});

it.each(codes)('says on the page of `%s` what the problem says', async (code) => {
  const page = await readFile(new URL(`${code}.md`, DOCS), 'utf8');
  expect(page).toContain(`(HTTP ${PROBLEMS[code].status.toString()})`);
  expect(page.toLowerCase()).toContain(PROBLEMS[code].title.toLowerCase());
  expect(page).toContain(FIXES[code]);
});

it('keeps what it does not know inside', () => {
  const problem = problemOf(new Error('password is hunter2'));
  expect(problem).toMatchObject({ code: 'internal', status: 500 });
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});
