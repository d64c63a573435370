import { alertOf, drawPage, escaped, focusFor, hiddenFields } from './page.js';
import type { Reply } from './page.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';

/** Somebody with an invitation chooses a name and a passphrase. */
export const joinPage = (options: {
  readonly invitation: string;
  readonly owner: boolean;
  readonly roles: readonly string[];
  readonly name: string;
  readonly wrong: string | null;
}): Reply => {
  const { invitation, owner, roles, name, wrong } = options;
  const about = owner
    ? 'You decide from here what agents may do. Only your passphrase, or a passkey of yours, proves that it is you: an agent on this machine has neither.'
    : `You were invited as ${roles.join(', ')}. Only your passphrase, or a passkey of yours, proves that it is you.`;
  const focus = focusFor(name);
  return drawPage({
    content: `<h1>${owner ? 'Set up Writ' : 'Join Writ'}</h1><p>${escaped(about)}</p>
<form method="post" action="/join">${hiddenFields({ invitation })}
${alertOf(wrong)}
<label for="person">Name</label>
<input id="person" name="person" value="${escaped(name)}" autocomplete="username" autocapitalize="off" spellcheck="false" required${focus.name}>
<label for="passphrase">Passphrase</label>
<input id="passphrase" name="passphrase" type="password" autocomplete="new-password" minlength="12" required${focus.passphrase} aria-describedby="how">
<label for="again">The same again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required>
<p id="how" class="quiet">At least 12 characters: a few words that you do not use elsewhere.${owner ? ' It also locks the keys of this service: a start asks for it, and nobody can recover it.' : ''}</p>
<button>${owner ? 'Set up' : 'Join'}</button>
</form>`,
  });
};

/** They are known now; a passkey saves them the typing. */
export const joinedPage = (options: {
  readonly person: string;
  readonly owner: boolean;
  /** What makes a passkey, as the browser takes it; null where that is done. */
  readonly passkeyOptions: object | null;
  readonly wrong: string | null;
  readonly consoleUrl: string | null;
}): Reply => {
  const { person, owner, passkeyOptions, wrong, consoleUrl } = options;
  const next = owner
    ? '<p class="quiet">Next, in your project: <code>npx writ connect claude-code</code>. A second person, whom some rules ask for: <code>npx writ people invite</code>.</p>'
    : '';
  const passkey =
    passkeyOptions === null
      ? '<p>Your passkey is added: use it to sign in.</p>'
      : `<form method="post" action="/passkeys" data-create="${escaped(JSON.stringify(passkeyOptions))}"><input type="hidden" name="credential">
<p>Add a passkey, and you sign in by finger, face or PIN.</p>
<button type="button" id="passkey" hidden>Add a passkey</button>
<p id="note" role="status" class="quiet"></p></form>`;
  const link = consoleUrl === null ? '' : `<a class="button second" href="${escaped(consoleUrl)}">Open the console</a>`;
  return drawPage({
    content: `<h1>Welcome, ${escaped(person)}</h1>${alertOf(wrong)}${passkey}${link}${next}`,
    ...(passkeyOptions === null ? {} : { script: PASSKEY_SCRIPT }),
  });
};
