import { randomBytes } from 'node:crypto';
import type { Asked, Reply } from './sign-in.js';

/** What the page is about: something wrong with the request, or somebody at the door. */
export type Door =
  | { readonly wrong: string }
  | {
      readonly asked: Asked;
      /** Who the code is for; null where there is none that holds. */
      readonly person: string | null;
      /** Whether a code was given. */
      readonly again: boolean;
    };

/** The one page of the development issuer. No script; a form that goes back here. */
export const doorPage = (door: Door): Reply => {
  const nonce = randomBytes(16).toString('base64url');
  const back = 'asked' in door ? ` ${new URL(door.asked.redirect).origin}` : '';
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'${back}; base-uri 'none'; frame-ancestors 'none'`;
  return {
    status: 'wrong' in door ? 400 : 200,
    body: pageOf('wrong' in door ? wrongOf(door.wrong) : formOf(door), nonce),
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'referrer-policy': 'no-referrer' },
  };
};

const wrongOf = (wrong: string): string =>
  `<h1>This is not a way in</h1><p>${escaped(wrong.replaceAll('`', '"'))}. Open the console and start again from there.</p>`;

const formOf = ({ asked, person, again }: Exclude<Door, { readonly wrong: string }>): string => {
  const kept = {
    client_id: 'writ-console',
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: asked.redirect,
    code_challenge: asked.challenge,
    state: asked.state,
  };
  const hidden = Object.entries(kept).map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`);
  return `<h1>${person === null ? 'Sign in to Writ' : `Sign in as ${escaped(person)}`}</h1>
<p>To the console at <b>${escaped(new URL(asked.redirect).origin)}</b></p>
<form method="post" action="/authorize">${hidden.join('')}
${person === null ? codeField(again) : `<input type="hidden" name="login_hint" value="${escaped(asked.code)}">`}
<button>${person === null ? 'Sign in' : `Continue as ${escaped(person)}`}</button>
</form>
<p class="quiet">The development issuer stands in for your identity provider on this machine.</p>`;
};

const codeField = (again: boolean): string =>
  `${again ? '<p role="alert" class="wrong">That code was used, or is older than ten minutes. Print a new one.</p>' : ''}
<label for="code">Code from your terminal</label>
<input id="code" name="login_hint" autocomplete="off" autocapitalize="off" spellcheck="false" required autofocus aria-describedby="how">
<p id="how" class="quiet">Print one with <code>npx writ console --as bob</code></p>`;

const STYLE = `:root{color-scheme:light dark;--ink:#1a1b26;--paper:#f6f5f1;--card:#fff;--line:#dcd9d0;--quiet:#5d5f6b;--accent:#2f4bd8;--wrong:#a4161a}
@media(prefers-color-scheme:dark){:root{--ink:#eceaf3;--paper:#101117;--card:#191b24;--line:#313440;--quiet:#a5a8b6;--accent:#93a5ff;--wrong:#ff9a9a}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:380px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:28px}
h1{font-size:22px;margin:0 0 4px;letter-spacing:-.01em}p{margin:0 0 16px}.quiet{color:var(--quiet);font-size:14px;margin:14px 0 0}.wrong{color:var(--wrong)}
label{display:block;font-weight:600;font-size:14px;margin-bottom:6px}input[id]{width:100%;font:16px ui-monospace,monospace;padding:11px 12px;border:1px solid var(--line);border-radius:9px;background:var(--paper);color:inherit}
button{width:100%;margin-top:16px;padding:12px;font:600 16px system-ui,sans-serif;border:0;border-radius:9px;background:var(--accent);color:var(--card);cursor:pointer}
input:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}code{font-size:13px}`;

const pageOf = (content: string, nonce: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sign in · Writ</title><style nonce="${nonce}">${STYLE}</style><main>${content}</main></html>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
