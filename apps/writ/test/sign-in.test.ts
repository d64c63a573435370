import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { DevelopmentIssuer } from '../src/issuer/issuer.js';
import { startIssuerAlone } from './demonstration.js';

const BACK = 'http://127.0.0.1:7430/signed-in';
const VERIFIER = randomBytes(32).toString('base64url');
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const STATE = 'state-of-the-console';
const ASKED = {
  response_type: 'code',
  client_id: 'writ-console',
  redirect_uri: BACK,
  state: STATE,
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};
let issuer: DevelopmentIssuer;

beforeAll(async () => {
  issuer = await startIssuerAlone();
});
afterAll(async () => {
  await issuer.close();
});

type Fields = Readonly<{ [name: string]: string }>;
const form = (path: string, fields: Fields): Promise<Response> =>
  fetch(`${issuer.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const page = async (fields: Fields): Promise<{ readonly status: number; readonly text: string }> => {
  const answer = await fetch(`${issuer.url}/authorize?${new URLSearchParams(fields).toString()}`);
  return { status: answer.status, text: await answer.text() };
};
const invited = async (person: string, secret = issuer.demonstrationSecret ?? ''): Promise<Response> =>
  fetch(`${issuer.url}/sign-in-codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({ person }),
  });
const codeFor = async (person: string): Promise<string> => String(((await (await invited(person)).json()) as { code: unknown }).code);
/** An authorization code for bob. */
const granted = async (): Promise<string> => {
  const answer = await form('/authorize', { ...ASKED, login_hint: await codeFor('bob') });
  expect(answer.status).toBe(303);
  const back = new URL(answer.headers.get('location') ?? '');
  expect(back.origin + back.pathname).toBe(BACK);
  expect(back.searchParams.get('state')).toBe(STATE);
  expect(back.searchParams.get('iss')).toBe(issuer.url);
  return back.searchParams.get('code') ?? '';
};
const exchange = (code: string, fields: Fields = {}): Promise<Response> =>
  form('/token', {
    grant_type: 'authorization_code',
    client_id: 'writ-console',
    redirect_uri: BACK,
    code_verifier: VERIFIER,
    code,
    ...fields,
  });

describe('signing in at the development issuer', () => {
  it('gives a token of the invited person for a code with its verifier, once', async () => {
    const code = await granted();
    const answer = await exchange(code);
    const issued = (await answer.json()) as { readonly access_token: string; readonly refresh_token: string };
    expect(decodeJwt(issued.access_token)).toMatchObject({ sub: 'bob', token_use: 'person', roles: ['approver'], aud: 'writ/people' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await (await exchange(code)).json()).toEqual({ error: 'invalid_grant' });
    const refresh = { grant_type: 'refresh_token', client_id: 'writ-console', refresh_token: issued.refresh_token };
    expect((await form('/token', refresh)).status).toBe(200);
    expect((await form('/token', refresh)).status).toBe(400);
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another page', { redirect_uri: 'http://127.0.0.1:9/signed-in' }],
    ['another grant', { grant_type: 'password' }],
  ])('gives no token for %s, and the code is gone', async (_, fields) => {
    const code = await granted();
    expect((await exchange(code, fields)).status).toBe(400);
    if (!('grant_type' in fields)) expect((await exchange(code)).status).toBe(400);
  });

  it('lets an invitation in once; looking at the page does not use it up', async () => {
    const hint = await codeFor('carol');
    expect((await page({ ...ASKED, login_hint: hint })).text).toContain('Continue as carol');
    expect((await page({ ...ASKED, login_hint: hint })).text).toContain('Continue as carol');
    expect((await form('/authorize', { ...ASKED, login_hint: hint })).status).toBe(303);
    const again = await form('/authorize', { ...ASKED, login_hint: hint });
    expect(again.status).toBe(200);
    expect(await again.text()).toContain('Print a new one');
  });

  it('invites for whoever holds the secret of the demonstration, and nobody else', async () => {
    expect((await invited('bob', 'guess')).status).toBe(401);
    expect((await invited('mallory')).status).toBe(404);
  });

  it.each([
    ['a page elsewhere', { redirect_uri: 'http://evil.example/signed-in' }],
    ['a page elsewhere that looks near', { redirect_uri: 'http://127.0.0.1.evil.example/signed-in' }],
    ['another path', { redirect_uri: 'http://127.0.0.1:7430/elsewhere' }],
    ['a script', { redirect_uri: 'javascript:alert(1)' }],
    ['another client', { client_id: 'other' }],
    ['no proof key', { code_challenge: '' }],
    ['a plain proof key', { code_challenge_method: 'plain' }],
    ['a token at once', { response_type: 'token' }],
    ['a state that is no state', { state: '"><script>' }],
  ])('sends nobody to %s', async (_, fields) => {
    const hint = await codeFor('bob');
    expect(await page({ ...ASKED, ...fields })).toMatchObject({ status: 400 });
    const answer = await form('/authorize', { ...ASKED, login_hint: hint, ...fields });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    // Nothing was used up by it.
    expect((await form('/authorize', { ...ASKED, login_hint: hint })).status).toBe(303);
  });

  it('runs no script on its page, and shows no text of others as markup', async () => {
    const answer = await fetch(`${issuer.url}/authorize?${new URLSearchParams({ ...ASKED, login_hint: '"><b>' }).toString()}`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const text = await answer.text();
    expect(text).not.toContain('"><b>');
    expect(text).not.toContain('<script');
  });
});
