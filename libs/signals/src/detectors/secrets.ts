import type { Kind } from './finding.js';

const secret = (kind: string, pattern: RegExp, more: Partial<Kind> = {}): Kind => ({ label: 'SECRET', kind, pattern, ...more });

/** What stands in examples and code where a secret would be. */
const PLACEHOLDER =
  /^(?:x{3,}|\*{3,}|\.{3,}|<.*|\$.*|%.*|\{.*|(?:my|your|the|some|a)[-_ ].*|.*(?:example|placeholder|changeme|change_me|redacted|dummy|sample).*|pass(?:word|wd)?|secret|token|user(?:name)?|root|postgres|test(?:ing)?|admin|null|none|undefined|true|false|localhost)$/iu;

/** Mixed like something that nobody typed as a word: letters and digits, and enough different signs. */
function isRandom(value: string): boolean {
  if (PLACEHOLDER.test(value) || !/\d/u.test(value) || !/[A-Za-z]/u.test(value)) return false;
  if (/^[\w-]+(?:\.[A-Za-z_][\w-]*)+$/u.test(value)) return false;
  return entropy(value) >= 3;
}

/** Bits a sign, by how often each occurs. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** Published formats of credentials, and values that their name calls one. */
export const SECRETS: readonly Kind[] = [
  secret(
    'private_key',
    /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s:,.-]{1,4096}?-----END [A-Z0-9 ]{1,48}-----)?/gu,
  ),
  secret('aws_access_key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/gu),
  secret('aws_secret_key', /\b[Aa][Ww][Ss].{0,24}[Ss](?:ecret|ECRET).{0,24}[:=]\s{0,4}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gu),
  secret('github_token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b/gu),
  secret('gitlab_token', /\bglpat-[A-Za-z0-9_-]{20,64}/gu),
  secret('slack_token', /\b(?:xox[abeprs]-[A-Za-z0-9-]{10,255}|xapp-\d-[A-Za-z0-9-]{10,255})/gu),
  secret('slack_webhook', /\bhttps:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,14}\/B[A-Z0-9]{6,14}\/[A-Za-z0-9]{16,40}/gu),
  secret('stripe_key', /\b(?:[rs]k_live_|whsec_)[A-Za-z0-9]{16,255}\b/gu),
  secret('model_key', /\bsk-(?:[a-z0-9]{2,8}-){0,2}[A-Za-z0-9_-]{20,255}/gu),
  secret('google_api_key', /\bAIza[0-9A-Za-z_-]{35}/gu),
  secret('google_oauth_secret', /\bGOCSPX-[A-Za-z0-9_-]{28}/gu),
  secret('npm_token', /\bnpm_[A-Za-z0-9]{36}\b/gu),
  secret('pypi_token', /\bpypi-AgEI[A-Za-z0-9_-]{50,500}/gu),
  secret('huggingface_token', /\bhf_[A-Za-z0-9]{34,64}\b/gu),
  secret('sendgrid_key', /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/gu),
  secret('digitalocean_token', /\bdo[opr]_v1_[0-9a-f]{64}\b/gu),
  secret('telegram_token', /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/gu),
  secret('azure_storage_key', /\bAccountKey=([A-Za-z0-9+/]{86}==)/gu),
  secret('writ_pep', /\bwrit_pep\.[^\s.]{1,128}\.[^\s.]{1,128}\.[A-Za-z0-9_-]{20,255}/gu),
  secret('jwt', /\beyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{16,1024}/gu),
  secret('url_password', /\b[a-z][a-z0-9+.-]{1,24}:\/\/[^\s/:@"'<>]{1,64}:([^\s/:@"'<>]{3,128})(?=@[A-Za-z0-9[])/gu, {
    holds: (value) => !PLACEHOLDER.test(value),
  }),
  secret(
    'assigned_secret',
    /(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|credential)s?["']?\s{0,3}(?::|=|=>|\bis\b)\s{0,3}["']?([A-Za-z0-9+/_=.!@#$%^&*~-]{10,200})(?![\w(])/giu,
    { holds: isRandom },
  ),
];
