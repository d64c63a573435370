import { PROVIDERS } from './providers.js';
import { entropy, isPassword, isPlaceholder, isRandom, secret } from './random.js';
import type { Kind } from './finding.js';

/** A sign of base64 that hides `user:password`, or any token that nobody typed as a word. */
const isCredential = (value: string): boolean => !isPlaceholder(value) && entropy(value) >= 3;

/** Published formats of credentials, and values that their name calls one. */
export const SECRETS: readonly Kind[] = [
  secret('private_key', /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/gu, {
    tail: { pattern: /[A-Za-z0-9+/=\s:,.-]{1,4096}?-----END [A-Z0-9 ]{1,48}-----/uy, isNeeded: false, longest: 4096 },
    hints: ['private key'],
  }),
  secret('putty_key', /\bPuTTY-User-Key-File-[23]: [^\n]{1,64}\n/gu, {
    tail: { pattern: /(?:[^\n]{0,200}\n){1,100}?Private-MAC: [0-9a-f]{40,64}/uy, isNeeded: true, longest: 20_000 },
    hints: ['putty-user-key-file-'],
  }),
  secret('age_key', /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/gu, { hints: ['age-secret-key-1'] }),
  ...PROVIDERS,
  secret('jwt', /(?<![\w.-])eyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{16,1024}/gu, { hints: ['.eyj'] }),
  secret('url_password', /\b[a-z][a-z0-9+.-]{1,24}:\/\/[^\s/:@"'<>]{0,64}:([^\s/:@"'<>]{3,128})(?=@[A-Za-z0-9[])/gu, {
    holds: (value) => !isPlaceholder(value),
    hints: ['://'],
  }),
  secret(
    'connection_password',
    /\b(?:server|data source|host|addr(?:ess)?)\s?=[^;\n]{1,128};(?:[^;\n]{0,64};){0,8}?\s?(?:password|pwd)\s?=\s?([^;\s"']{3,128})/giu,
    { holds: (value) => !isPlaceholder(value), hints: ['password', 'pwd'] },
  ),
  secret('authorization_header', /authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer|token)\s{1,3}([A-Za-z0-9+/=._~-]{12,2048})/giu, {
    holds: isCredential,
    hints: ['authorization'],
  }),
  // People choose shorter ones than machines do.
  secret(
    'assigned_secret',
    /(?:passw(?:or)?d|passphrase|pwd)["']?\s{0,3}(?::|=|=>|\bis\b)\s{0,3}["']?([A-Za-z0-9+/_=!@#$%^&*~-]{8,9})(?![\w(+/=!@#$%^&*~-]|\.\w)/giu,
    { holds: isPassword, hints: ['passwd', 'password', 'passphrase', 'pwd'] },
  ),
  secret(
    'assigned_secret',
    /(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|credential)s?["']?\s{0,3}(?::|=|=>|\bis\b)\s{0,3}["']?([A-Za-z0-9+/_=.!@#$%^&*~-]{10,200})(?![\w(])/giu,
    {
      holds: isRandom,
      hints: [
        'passwd',
        'password',
        'passphrase',
        'pwd',
        'secret',
        'token',
        'credential',
        'apikey',
        'api_key',
        'api-key',
        'accesskey',
        'access_key',
        'access-key',
        'accountkey',
        'account_key',
        'account-key',
      ],
    },
  ),
];
