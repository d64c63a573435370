import type { KeyRecord } from '@writ/receipt';
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
  /** How long the hook holds a pending decision: shorter than the host's own limit. */
  readonly hold_ms: number;
}

const TEXTS = ['pep_id', 'url', 'credential', 'token_url', 'refresh_secret'] as const;

/** Reads the file that `--config` names; anything odd about it throws, which is a denial. */
export const readHookConfig = (path: string): HookConfig => {
  const text = readIfThere(path);
  if (text === null) throw new Error(`the connection is gone: \`${path}\` does not exist`);
  const config = parse(text, path);
  const wrong = TEXTS.find((key) => typeof config[key] !== 'string' || config[key] === '');
  if (wrong !== undefined) throw new Error(`\`${wrong}\` is missing in \`${path}\``);
  if (!(typeof config.hold_ms === 'number' && config.hold_ms >= 1_000 && config.hold_ms <= 600_000))
    throw new Error(`\`hold_ms\` in \`${path}\` must be between 1000 and 600000`);
  if (!Array.isArray(config.keys) || config.keys.length === 0)
    throw new Error(`\`keys\` is missing in \`${path}\`: without them no answer can prove itself; connect again`);
  return config as HookConfig;
};

const parse = (text: string, path: string): Partial<HookConfig> => {
  try {
    return JSON.parse(text) as Partial<HookConfig>;
  } catch (error) {
    throw new Error(`\`${path}\` is not json`, { cause: error });
  }
};
