import { exchange } from '@writ/pep';
import type { KeyRecord } from '@writ/receipt';
import { CliError } from '../cli/cli-error.js';

/** The public keys of a service as they are now: what an enforcement point that is being enrolled holds its answers against from here on. */
export const pinKeys = async ({ rest_url }: { readonly rest_url: string }): Promise<readonly KeyRecord[]> => {
  const url = `${rest_url}/.well-known/writ-keys.json`;
  const { body } = await exchange({ method: 'GET', url, headers: {}, withinMs: 20_000 });
  const { keys } = body as { readonly keys?: readonly KeyRecord[] };
  if (keys === undefined || keys.length === 0) throw new CliError(`\`${url}\` has no keys`, '`npx writ doctor` says what is wrong');
  return keys;
};
