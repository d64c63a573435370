import { hashSecret, newSecret, sameSecret } from './enrolments.js';
import type { SecretFiles } from '../local/vault.js';

const FILE = 'secret';

/**
 * The secret of a demonstration: whoever has it is anybody they want. It exists in an issuer that was started as a demonstration, and
 * no other looks at it.
 */
export interface DemonstrationSecret {
  readonly text: string;
  matches(authorization: string | undefined): boolean;
}

export const openDemonstrationSecret = (files: SecretFiles): DemonstrationSecret => {
  const known = files.read(FILE);
  const text = known ?? newSecret();
  if (known === null) files.write(FILE, text);
  return { text, matches: (authorization) => sameSecret(hashSecret((authorization ?? '').replace(/^Bearer /u, '')), hashSecret(text)) };
};
