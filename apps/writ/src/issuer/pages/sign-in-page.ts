import type { Asked } from '../sign-in.js';
import { alertOf, drawPage, escaped, focusFor, hiddenFields } from './page.js';
import type { Reply } from './page.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';

/** What the console asked for, to be carried through the form. */
const askedFields = ({ redirect, challenge, state }: Asked): string =>
  hiddenFields({
    client_id: 'writ-console',
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: redirect,
    code_challenge: challenge,
    state,
  });

const heading = (title: string, { redirect }: Asked): string =>
  `<h1>${escaped(title)}</h1><p>To the console at <b>${escaped(new URL(redirect).origin)}</b></p>`;

/** Who is it, and are they there: a passphrase or a passkey. */
export const signInPage = (options: {
  readonly asked: Asked;
  readonly person: string;
  readonly wrong: string | null;
  /** What a passkey signs, as the browser takes it. */
  readonly passkeyOptions: object;
}): Reply => {
  const { asked, person, wrong, passkeyOptions } = options;
  const focus = focusFor(person);
  return drawPage({
    content: `${heading('Sign in to Writ', asked)}
<form method="post" action="/authorize" data-get="${escaped(JSON.stringify(passkeyOptions))}">${askedFields(asked)}<input type="hidden" name="credential">
${alertOf(wrong)}
<label for="person">Name</label>
<input id="person" name="person" value="${escaped(person)}" autocomplete="username" autocapitalize="off" spellcheck="false" required${focus.name}>
<label for="passphrase">Passphrase</label>
<input id="passphrase" name="passphrase" type="password" autocomplete="current-password" required${focus.passphrase}>
<button>Sign in</button>
<button type="button" id="passkey" class="second" hidden>Use a passkey</button>
<p id="note" role="status" class="quiet"></p>
</form>`,
    script: PASSKEY_SCRIPT,
    leadsTo: new URL(asked.redirect).origin,
  });
};

/** In a demonstration: a code from the terminal says who somebody wants to be. */
export const codePage = (options: { readonly asked: Asked; readonly person: string | null; readonly again: boolean }): Reply => {
  const { asked, person, again } = options;
  return drawPage({
    content: `${heading(person === null ? 'Sign in to Writ' : `Sign in as ${person}`, asked)}
<form method="post" action="/authorize">${askedFields(asked)}
${person === null ? codeField(again) : hiddenFields({ login_hint: asked.code })}
<button>${person === null ? 'Sign in' : `Continue as ${escaped(person)}`}</button>
</form>
<p class="quiet">This is a demonstration: anybody on this machine may be anybody here.</p>`,
    leadsTo: new URL(asked.redirect).origin,
  });
};

const codeField = (again: boolean): string =>
  `${alertOf(again ? 'That code was used, or is older than ten minutes. Print a new one.' : null)}
<label for="code">Code from your terminal</label>
<input id="code" name="login_hint" autocomplete="off" autocapitalize="off" spellcheck="false" required autofocus aria-describedby="how">
<p id="how" class="quiet">Print one with <code>npx writ console --as bob</code></p>`;
