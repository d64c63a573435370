import { isTrustedUrl } from '@writ/aarm/trusted-url';
import { claudeCode } from '@writ/pep';
import type { InstanceKey } from '@writ/pep';
import type { KeyRecord } from '@writ/receipt';
import { HookFault } from './hook-fault.js';
import { readIfThere } from './private-file.js';

/** What `writ connect` leaves for the hook: whom to ask, and as whom. */
export interface HookConfig {
  readonly version: 1;
  readonly host: 'claude-code';
  readonly pep_id: string;
  /** The decision service. */
  readonly url: string;
  /** The enforcement point's own credential. */
  readonly credential: string;
  /** The public keys that prove an answer, as they were when it was enrolled. */
  readonly keys: readonly KeyRecord[];
  /** Where proofs of identity come from, and the secret of this enrolment there. */
  readonly token_url: string;
  readonly refresh_secret: string;
  /** The key of this instance, which its tokens are bound to. */
  readonly instance_key: InstanceKey;
  /** How long the hook holds a pending decision: shorter than the host's own limit. */
  readonly hold_ms: number;
  /** The names by which policies know servers of MCP; a server that is not here is `mcp.<server>`. */
  readonly mcp?: claudeCode.McpNames;
}

const TEXTS = ['pep_id', 'url', 'credential', 'token_url', 'refresh_secret'] as const;

const LEAST_HOLD_MS = 1_000;
/** The host gives 120 s and lets the tool run afterwards: a hook that held for longer would be no hook. */
export const MOST_HOLD_MS = 100_000;

/** Reads the file that `--config` names; anything odd about it throws, which is a denial. */
export const readHookConfig = (path: string): HookConfig => {
  const text = readIfThere(path);
  if (text === null) throw new HookFault('the connection to Writ is gone; tell the user that this agent has to be connected again');
  const config = parse(text);
  const wrong = TEXTS.find((key) => typeof config[key] !== 'string' || config[key] === '');
  if (wrong !== undefined) throw new HookFault(`\`${wrong}\` is missing in the connection to Writ`);
  const open = (['url', 'token_url'] as const).find((key) => !isTrustedUrl(config[key] ?? ''));
  if (open !== undefined)
    throw new HookFault(
      `\`${open}\` in the connection to Writ must be https, or on this machine: everybody on the way could read its secrets`,
    );
  const { hold_ms: hold } = config;
  if (!(typeof hold === 'number' && hold >= LEAST_HOLD_MS && hold <= MOST_HOLD_MS))
    throw new HookFault(
      `\`hold_ms\` in the connection to Writ must be between ${String(LEAST_HOLD_MS)} and ${String(MOST_HOLD_MS)}, because the host waits for 120000 only`,
    );
  if (!Array.isArray(config.keys) || config.keys.length === 0)
    throw new HookFault('`keys` is missing in the connection to Writ: without them no answer can prove itself');
  const members: Partial<Record<keyof InstanceKey, unknown>> = config.instance_key ?? {};
  if ((['kty', 'crv', 'x', 'y', 'd'] as const).some((name) => typeof members[name] !== 'string'))
    throw new HookFault('`instance_key` is missing in the connection to Writ; tell the user that this agent has to be connected again');
  checkNames(config.mcp ?? {});
  return config as HookConfig;
};

/** A server that were named like a tool of the host would have its trust. */
const checkNames = (names: unknown): void => {
  if (typeof names !== 'object' || names === null || Array.isArray(names))
    throw new HookFault('`mcp` in the connection to Writ is no object');
  for (const [server, name] of Object.entries(names))
    if (typeof name !== 'string' || !claudeCode.isFreeName(name))
      throw new HookFault(`\`mcp\` in the connection to Writ gives \`${server.slice(0, 64)}\` a name that no server may have`);
};

const parse = (text: string): Partial<HookConfig> => {
  try {
    const config = JSON.parse(text) as Partial<HookConfig> | null;
    if (typeof config === 'object' && config !== null) return config;
  } catch (error) {
    throw new HookFault('the connection to Writ is no JSON', { cause: error });
  }
  throw new HookFault('the connection to Writ is no object');
};
