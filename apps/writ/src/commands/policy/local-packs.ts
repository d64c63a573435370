import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyError, resolveOpa } from '@writ/policy';
import { CliError } from '../../cli/cli-error.js';
import type { Invocation } from '../../cli/command.js';

/** The pack folders that a command was given; the current folder where it is one and none was named. */
export const foldersOf = (named: readonly string[]): readonly string[] => {
  if (named.length > 0) return named;
  if (existsSync('pack.yaml')) return ['.'];
  throw new CliError('no pack was named', 'name pack folders, or go into one: `cd policies/baseline`');
};

/** The `opa` program that compiles packs. */
export const opaOf = async ({ config }: Invocation): Promise<string> => config.opa ?? (await resolveOpa());

/** A pack folder that is not there is said so at once; everything else about it is for the check to tell. */
export const needFolders = (folders: readonly string[]): readonly string[] => {
  const missing = folders.find((folder) => !existsSync(join(folder, 'pack.yaml')));
  if (missing === undefined) return folders;
  throw new CliError(
    `\`${missing}\` is no pack: it has no \`pack.yaml\``,
    'name a pack folder, or make one with `npx writ policy init <folder>`',
  );
};

/** Runs what compiles packs; a refusal names file, line and remedy. */
export const orRefused = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const at = error.file === '' ? '' : `${error.file}${error.line === undefined ? '' : `:${String(error.line)}`}: `;
    throw new CliError(`${at}${error.what}`, error.remedy, { cause: error });
  }
};
