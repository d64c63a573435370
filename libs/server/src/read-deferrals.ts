import { readFileSync } from 'node:fs';
import { DeferralSettingsSchema } from '@writ/aarm';
import type { DeferralSettings } from '@writ/aarm';
import { parseDocument } from 'yaml';
import { ConfigError } from './config.js';

/**
 * Reads the file of `WRIT_DEFERRALS`, YAML or JSON; the defaults where none is named.
 *
 * @throws ConfigError that names the file, the place and the fix
 */
export function readDeferrals(file: string | undefined): DeferralSettings {
  if (file === undefined) return DeferralSettingsSchema.parse({});
  const document = parseDocument(textOf(file));
  const [broken] = document.errors;
  if (broken !== undefined) throw new ConfigError(`\`${file}\` is not YAML: ${broken.message.split('\n')[0] ?? 'it cannot be read'}`);
  const parsed = DeferralSettingsSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the file' : `\`${issue.path.join('.')}\``;
  throw new ConfigError(`\`${file}\` cannot be used: ${place} is wrong; use ${issue?.message ?? 'another value'}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`\`WRIT_DEFERRALS\` names \`${file}\`, which cannot be read; name a file that can`, { cause });
  }
}
