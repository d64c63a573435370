import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import * as browser from '../src/crypto-browser.js';
import * as node from '../src/crypto.js';
import type { verifyReceipt, verifySession } from '../src/index.js';
import { readVectors } from './vectors.js';

const both = (call: (of: typeof node | typeof browser) => unknown): void => {
  const plain = (value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
  expect(plain(call(browser))).toEqual(plain(call(node)));
};

describe('what a build for browsers takes in place of Node', () => {
  it('answers alike for any text and any bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 }), (text, bytes) => {
        for (const data of [text, bytes]) {
          both((of) => of.sha256Hex(data));
          both((of) => of.sha256Base64url(data));
          both((of) => of.toBase64url(data));
        }
        both((of) => of.utf8(text));
        both((of) => of.utf8Text(bytes));
        both((of) => of.fromBase64url(text));
        both((of) => of.fromBase64url(of.toBase64url(bytes)));
        both((of) => of.concat([bytes, of.utf8(text), bytes]));
      }),
    );
  });

  it.each(['\ufeffmark', '=', 'AA==', 'AB', 'A', '-_', '+/', ' AA', 'AA\n'])('answers alike for `%j`', (text) => {
    both((of) => of.fromBase64url(text));
    both((of) => of.utf8Text(of.utf8(text)));
  });
});

describe('the frozen receipts in a build for browsers', () => {
  let built: { readonly verifyReceipt: typeof verifyReceipt; readonly verifySession: typeof verifySession };

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));
    const options = { bundle: true, platform: 'browser', format: 'esm', write: false, minify: true } as const;
    const { outputFiles } = await build({ ...options, entryPoints: [entry] });
    const text = outputFiles[0]?.text ?? '';
    expect(text).not.toContain('node:crypto');
    built = (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as typeof built;
  });

  it.each(readVectors('receipts'))('$name: $about', ({ receipt, keys, profile, expect: expected }) => {
    expect(built.verifyReceipt(receipt, { keys, profile })).toMatchObject(expected);
  });

  it.each(readVectors('sessions'))('session $name: $about', ({ session, keys, profile, expect: expected }) => {
    expect(built.verifySession(session, { keys, profile })).toMatchObject(expected);
  });
});
