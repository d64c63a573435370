import { obtain } from './session.js';

/** An issuer at which people can sign in. */
export interface SignIn {
  readonly issuer: string;
  readonly client_id: string;
  readonly authorize_url: string;
  readonly token_url: string;
  readonly scope: string;
}

interface Begun {
  readonly state: string;
  readonly verifier: string;
  readonly signIn: SignIn;
  /** Where the person was going. */
  readonly path: string;
}

const KEY = 'writ.begun';
const redirectUri = (): string => `${location.origin}/signed-in`;

/** Where people may sign in. */
export async function signIns(): Promise<readonly SignIn[]> {
  const response = await fetch('/console.json', { credentials: 'omit' });
  if (!response.ok) throw new Error('the control plane does not say where to sign in');
  return ((await response.json()) as { readonly sign_in: readonly SignIn[] }).sign_in;
}

/** Leaves for the issuer: authorization code with PKCE (RFC 7636). */
export async function begin(signIn: SignIn, { path, hint }: { readonly path: string; readonly hint: string }): Promise<void> {
  const begun: Begun = { state: random(), verifier: random(), signIn, path };
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  const url = new URL(signIn.authorize_url);
  const query = {
    response_type: 'code',
    client_id: signIn.client_id,
    redirect_uri: redirectUri(),
    scope: signIn.scope,
    state: begun.state,
    code_challenge: base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(begun.verifier)))),
    code_challenge_method: 'S256',
    ...(hint === '' ? {} : { login_hint: hint }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  location.assign(url);
}

/** Comes back from the issuer; gives the path to go on at. */
export async function finish(search: string): Promise<string> {
  const query = new URLSearchParams(search);
  const begun = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Begun | null;
  sessionStorage.removeItem(KEY);
  const refused = query.get('error');
  if (refused !== null) throw new Error(`the issuer refused: ${query.get('error_description') ?? refused}`);
  const code = query.get('code');
  if (begun === null || code === null || query.get('state') !== begun.state) throw new Error('this sign-in was not begun in this tab');
  const issuer = query.get('iss');
  if (issuer !== null && issuer !== begun.signIn.issuer) throw new Error('another issuer answered than the one that was asked');
  await obtain(
    { tokenUrl: begun.signIn.token_url, clientId: begun.signIn.client_id },
    { grant_type: 'authorization_code', code, redirect_uri: redirectUri(), code_verifier: begun.verifier },
  );
  return begun.path;
}

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
