import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareBuiltins } from '../src/builtins-page/compare.js';
import type { Compared } from '../src/builtins-page/compare.js';
import { EXPRESSIONS } from '../src/builtins-page/expressions.js';
import { builtinsPage } from '../src/builtins-page/page.js';
import { openWorkbench } from '../src/check/workbench.js';
import { judgePatterns } from '../src/check/judge-patterns.js';
import { capabilities, resolveOpa } from '../src/opa.js';
import { remove, temporaryFolder } from './packs.js';

const page = readFileSync(new URL('../../../docs/builtins.md', import.meta.url), 'utf8');

let root: string;
let all: readonly Compared[];
beforeAll(async () => {
  root = await temporaryFolder();
  all = await compareBuiltins(await resolveOpa());
}, 120_000);
afterAll(() => remove(root));

describe('the page of builtins', () => {
  it('is what `npm run builtins` writes', async () => {
    expect(page).toBe(await builtinsPage(all));
  });

  it('goes through every builtin that is offered', async () => {
    const { builtins } = JSON.parse(await capabilities()) as { readonly builtins: readonly { readonly name: string }[] };
    const asked = new Set(EXPRESSIONS.map(({ builtin }) => builtin));
    expect(builtins.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
    expect(EXPRESSIONS.length).toBeGreaterThan(400);
    expect(all.length).toBeGreaterThan(EXPRESSIONS.length);
  });

  it('has no pattern that differs and that the check would pass', async () => {
    await mkdir(join(root, 'probe'), { recursive: true });
    await writeFile(join(root, 'capabilities.json'), await capabilities());
    const different = new Set(all.filter(({ same, builtin }) => !same && builtin === 'regex.match').map(({ expression }) => expression));
    const patterns = EXPRESSIONS.filter(({ builtin, args, written }) => builtin === 'regex.match' && different.has(written(args))).map(
      ({ args }) => JSON.parse(args[0] ?? '""') as string,
    );
    const workbench = openWorkbench();
    const judge = await judgePatterns({ at: { opa: await resolveOpa(), folder: root }, workbench }, patterns).finally(() =>
      workbench.close(),
    );
    expect(patterns.length).toBeGreaterThan(5);
    expect(patterns.filter((pattern) => judge(pattern) === null)).toEqual([]);
  }, 60_000);

  it.each(['json.unmarshal', 'json.is_valid', 'json.marshal', 'base64.decode', 'base64url.decode', 'base64.is_valid', 'sprintf'])(
    'finds nothing of `%s` to differ',
    (builtin) => {
      expect(all.filter((one) => one.builtin === builtin && !one.same)).toEqual([]);
    },
  );

  it.each(['net.cidr_contains', 'net.cidr_intersects', 'indexof', 'strings.replace_n', 'concat', 'to_number', 'format_int', 'split'])(
    'nor of `%s`',
    (builtin) => {
      expect(all.filter((one) => one.builtin === builtin && !one.same)).toEqual([]);
    },
  );
});
