import { randomBytes } from 'node:crypto';

/** What the issuer answers: text is a page, anything else JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One page of the issuer. */
export interface Page {
  readonly status?: number;
  /** Markup, with every text of others escaped. */
  readonly content: string;
  /** Our own script, which the page runs. */
  readonly script?: string;
  /** An origin beside our own to which a form may lead. */
  readonly leadsTo?: string;
}

/** Draws a page: it loads nothing, is framed by nobody, and runs no script but ours. */
export const drawPage = ({ status = 200, content, script, leadsTo }: Page): Reply => {
  const nonce = randomBytes(16).toString('base64url');
  const scripts = script === undefined ? '' : ` script-src 'nonce-${nonce}';`;
  const forms = `form-action 'self'${leadsTo === undefined ? '' : ` ${leadsTo}`}`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}';${scripts} ${forms}; base-uri 'none'; frame-ancestors 'none'`;
  const ran = script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`;
  return {
    status,
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Writ</title><style nonce="${nonce}">${STYLE}</style><main>${content}</main>${ran}</html>`,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'referrer-policy': 'same-origin' },
  };
};

/** A page that says what is wrong. */
export const wrongPage = (wrong: string, todo: string): Reply =>
  drawPage({ status: 400, content: `<h1>This is not a way in</h1><p>${escaped(wrong.replaceAll('`', '"'))}. ${escaped(todo)}</p>` });

/** A hidden field for each member. */
export const hiddenFields = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('');

/** Where typing begins: at the name, unless that is known. */
export const focusFor = (name: string): { readonly name: string; readonly passphrase: string } =>
  name === '' ? { name: ' autofocus', passphrase: '' } : { name: '', passphrase: ' autofocus' };

/** What was wrong with what somebody typed; nothing where nothing was. */
export const alertOf = (wrong: string | null): string => (wrong === null ? '' : `<p role="alert" class="wrong">${escaped(wrong)}</p>`);

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `:root{color-scheme:light dark;--ink:#1a1b26;--paper:#f6f5f1;--card:#fff;--line:#dcd9d0;--quiet:#5d5f6b;--accent:#2f4bd8;--wrong:#a4161a}
@media(prefers-color-scheme:dark){:root{--ink:#eceaf3;--paper:#101117;--card:#191b24;--line:#313440;--quiet:#a5a8b6;--accent:#93a5ff;--wrong:#ff9a9a}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:400px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:28px}
h1{font-size:22px;margin:0 0 4px;letter-spacing:-.01em}p{margin:0 0 16px}.quiet{color:var(--quiet);font-size:14px;margin:14px 0 0}.wrong{color:var(--wrong)}
label{display:block;font-weight:600;font-size:14px;margin:14px 0 6px}input[id]{width:100%;font:16px system-ui,sans-serif;padding:11px 12px;border:1px solid var(--line);border-radius:9px;background:var(--paper);color:inherit}
button,.button{display:block;width:100%;margin-top:18px;padding:12px;font:600 16px system-ui,sans-serif;text-align:center;text-decoration:none;border:1px solid var(--accent);border-radius:9px;background:var(--accent);color:var(--card);cursor:pointer}
.second{margin-top:10px;background:transparent;color:var(--accent)}button[hidden]{display:none}
input:focus-visible,button:focus-visible,.button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}code{font-size:13px}ol{margin:0 0 4px;padding-left:20px}li{margin-bottom:6px}`;
