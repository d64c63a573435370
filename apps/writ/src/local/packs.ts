import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '@writ/server/config';

/** The packs to run: those of the configuration, or Writ's own where the working folder has none. */
export const packsOf = (config: Config): readonly string[] =>
  config.packs.map((folder) => (existsSync(folder) ? folder : fileURLToPath(new URL(`../../../../${folder}`, import.meta.url))));
