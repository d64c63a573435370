import { fileURLToPath } from 'node:url';
import type { RelyingParty } from '@writ/aarm';
import { z } from 'zod';
import { NotifySchema } from './notify-settings.js';
import type { NotifySettings } from './notify-settings.js';
import type { Issuer } from './issuer.js';
import { ISSUER_FIELDS, IssuerSchema, issuerOf } from './issuer-settings.js';
import { TrustedUrl, Url } from './url-schemas.js';

const Port = z.coerce.number().int().min(0).max(65_535);
/** What browsers call an origin: they use passkeys on https, and on `localhost`. */
const Origin = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { origin, protocol, hostname } = new URL(text);
    return (
      origin === text && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost')) && !/^[\d.]+$|^\[/u.test(hostname)
    );
  },
  { message: 'an origin without a path: https and a name, or `http://localhost` with a port' },
);
const JsonText = <T extends z.ZodType>(what: string, schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue(what);
        return z.NEVER;
      }
    })
    .pipe(schema);

const Issuers = JsonText(`a JSON array of \`{${ISSUER_FIELDS.join(', ')}}\``, z.array(IssuerSchema).max(64));

const Notify = JsonText('a JSON object with `console_url` and `webhook`, `slack`, `teams` or `email`', NotifySchema);

/** Writ's own pack: a path that may hold any character, commas as well. */
const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));

/** Every `WRIT_` variable there is. Defaults are those of a single machine. */
const VARIABLES = {
  WRIT_HOST: z.string().min(1).default('127.0.0.1'),
  WRIT_REST_PORT: Port.default(7420),
  WRIT_GRPC_PORT: Port.default(7421),
  WRIT_CONTROL_PORT: Port.default(7430),
  WRIT_DATABASE_URL: Url(['postgres:', 'postgresql:']).optional(),
  /** The job queue: a database role of its own, or Redis. */
  WRIT_QUEUE_URL: Url(['postgres:', 'postgresql:', 'redis:', 'rediss:']).optional(),
  WRIT_SIGNER_URL: Url(['http:', 'https:']).optional(),
  WRIT_SIGNER_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  WRIT_SIGNER_HOST: z.string().min(1).default('127.0.0.1'),
  WRIT_SIGNER_PORT: Port.default(7422),
  WRIT_KEY_FILE: z.string().min(1).optional(),
  /** Folders of packs; the baseline that comes with Writ where left out, wherever it is started. */
  WRIT_PACKS: z.string().min(1).optional(),
  WRIT_POLICY_DIR: z.string().min(1).default('.writ/policy'),
  WRIT_OPA: z.string().min(1).optional(),
  WRIT_HOME: z.string().min(1).default('.writ'),
  WRIT_ISSUERS: Issuers.optional(),
  WRIT_AUDIENCE: z.string().min(1).max(256).default('writ'),
  /** The longest that a token may live. */
  WRIT_TOKEN_LIFETIME_S: z.coerce.number().int().min(60).max(86_400, 'at most 86400').default(3600),
  WRIT_SWEEP_MS: z.coerce.number().int().min(100).max(60_000, 'at most 60000: deadlines must not wait longer').default(1000),
  WRIT_EMBEDDER: z
    .union([z.enum(['off', 'package']), TrustedUrl], 'off, package, or the http(s) address of an embedding server')
    .default('off'),
  WRIT_EMBEDDER_MODEL: z.string().min(1).max(128).default('default'),
  WRIT_EMBEDDER_BUDGET_MS: z.coerce.number().int().min(1).max(60_000).default(2000),
  /** What a scraper of `/metrics` sends to read the series that name tenants. */
  WRIT_METRICS_CREDENTIAL: z.string().min(32, 'at least 32 characters').max(512).optional(),
  WRIT_NOTIFY: Notify.optional(),
  /** Where people use passkeys: the origin of the console as they see it. */
  WRIT_PASSKEY_ORIGIN: Origin.optional(),
  /** The domain that passkeys are registered for; the host of the origin where left out. */
  WRIT_PASSKEY_RP_ID: z.string().min(1).max(253).optional(),
  WRIT_DEFERRALS: z.string().min(1).optional(),
  WRIT_CREDENTIAL: z.string().min(1).optional(),
} as const;

/** The configuration of a process, parsed once. */
export interface Config {
  readonly host: string;
  readonly restPort: number;
  readonly grpcPort: number;
  readonly controlPort: number;
  readonly databaseUrl: string | undefined;
  readonly queueUrl: string | undefined;
  readonly signer: {
    readonly url: string | undefined;
    readonly secret: string | undefined;
    readonly host: string;
    readonly port: number;
    readonly keyFile: string | undefined;
  };
  /** Folders of the active packs. */
  readonly packs: readonly string[];
  /** Where compiled policy is kept. */
  readonly policyDir: string;
  readonly opa: string | undefined;
  readonly home: string;
  readonly issuers: readonly Issuer[];
  readonly audience: string;
  readonly tokenLifetimeS: number;
  readonly sweepEveryMs: number;
  readonly metricsCredential: string | undefined;
  readonly notify: NotifySettings | undefined;
  /** Where passkeys are used; none are where left out. */
  readonly passkeys: RelyingParty | undefined;
  /** The file that says how deferrals are settled: see `readDeferrals`. */
  readonly deferralsFile: string | undefined;
  /** What measures semantic distance: nothing, the model in the package, or a server. */
  readonly embedder: { readonly from: string; readonly model: string; readonly budgetMs: number };
  readonly credential: string | undefined;
}

/** A boot that must not happen: names the variable, its value and the fix. */
export class ConfigError extends Error {}

const SECRET = /SECRET|CREDENTIAL|NOTIFY|ISSUERS|URL$/u;

/** Reads the configuration from the environment; the only reader of `process.env`. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  refuseUnknown(env);
  const given = Object.fromEntries(Object.keys(VARIABLES).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const parsed = z.object(VARIABLES).safeParse(given);
  if (parsed.success) return configOf(parsed.data);
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'WRIT_');
  const value = SECRET.test(name) ? 'the value given' : `\`${env[name] ?? ''}\``;
  const inner = issue === undefined || issue.path.length < 2 ? '' : ` at \`${issue.path.slice(1).join('.')}\``;
  throw new ConfigError(`\`${name}\` cannot be ${value}${inner}; use ${issue?.message ?? 'another value'}`);
}

/** A misspelt variable would leave a check at its default without a word. */
function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  const unknown = Object.keys(env).find((name) => name.startsWith('WRIT_') && !Object.hasOwn(VARIABLES, name));
  if (unknown === undefined) return;
  const value = SECRET.test(unknown) ? 'a value' : `\`${env[unknown] ?? ''}\``;
  throw new ConfigError(`\`${unknown}\` is set to ${value} but unknown; remove it or use one of ${Object.keys(VARIABLES).join(', ')}`);
}

type Values = z.infer<z.ZodObject<typeof VARIABLES>>;

function configOf(values: Values): Config {
  return {
    host: values.WRIT_HOST,
    restPort: values.WRIT_REST_PORT,
    grpcPort: values.WRIT_GRPC_PORT,
    controlPort: values.WRIT_CONTROL_PORT,
    databaseUrl: values.WRIT_DATABASE_URL,
    queueUrl: values.WRIT_QUEUE_URL,
    signer: {
      url: values.WRIT_SIGNER_URL,
      secret: values.WRIT_SIGNER_SECRET,
      host: values.WRIT_SIGNER_HOST,
      port: values.WRIT_SIGNER_PORT,
      keyFile: values.WRIT_KEY_FILE,
    },
    packs: values.WRIT_PACKS?.split(',').map((folder) => folder.trim()) ?? [BASELINE],
    policyDir: values.WRIT_POLICY_DIR,
    opa: values.WRIT_OPA,
    home: values.WRIT_HOME,
    issuers: (values.WRIT_ISSUERS ?? []).map(issuerOf),
    audience: values.WRIT_AUDIENCE,
    tokenLifetimeS: values.WRIT_TOKEN_LIFETIME_S,
    sweepEveryMs: values.WRIT_SWEEP_MS,
    metricsCredential: values.WRIT_METRICS_CREDENTIAL,
    notify: values.WRIT_NOTIFY,
    passkeys: passkeysOf(values),
    deferralsFile: values.WRIT_DEFERRALS,
    embedder: { from: values.WRIT_EMBEDDER, model: values.WRIT_EMBEDDER_MODEL, budgetMs: values.WRIT_EMBEDDER_BUDGET_MS },
    credential: values.WRIT_CREDENTIAL,
  };
}

/** INVARIANT: a passkey is never registered for a domain that the console is not in. */
function passkeysOf({ WRIT_PASSKEY_ORIGIN: origin, WRIT_PASSKEY_RP_ID: given }: Values): RelyingParty | undefined {
  if (origin === undefined) {
    if (given === undefined) return undefined;
    throw new ConfigError(`\`WRIT_PASSKEY_RP_ID\` is set to \`${given}\` alone; set \`WRIT_PASSKEY_ORIGIN\` too`);
  }
  const host = new URL(origin).hostname;
  const rp_id = given ?? host;
  if (host === rp_id || (host.endsWith(`.${rp_id}`) && rp_id.includes('.'))) return { origin, rp_id };
  throw new ConfigError(`\`WRIT_PASSKEY_RP_ID\` cannot be \`${rp_id}\`; use \`${host}\` or a domain that it is in`);
}

/** A setting that this process cannot do without. */
export function needed<T>(value: T | undefined, name: keyof typeof VARIABLES): T {
  if (value === undefined) throw new ConfigError(`\`${name}\` is not set; set it`);
  return value;
}
