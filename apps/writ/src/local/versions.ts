import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluator, PolicyContent } from '@writ/engine';
import { compileContent, openVersions } from '@writ/policy';
import { CliError } from '../cli/cli-error.js';
import type { Invocation } from '../cli/command.js';
import { needFolders, opaOf, orRefused } from '../commands/policy/local-packs.js';
import type { Records } from './records.js';

/** The versions that decisions name, and the one that is asked about. */
export interface Versions {
  /** Of the packs or the version that the command names; null where it names none. */
  readonly candidate: Evaluator | null;
  readonly version: (hash: string) => Promise<Evaluator | null>;
  close(): Promise<void>;
}

export const CANDIDATE_OPTIONS = {
  pack: { type: 'string', multiple: true, value: 'folder', about: 'a pack of the candidate (repeat it)' },
  hash: { type: 'string', value: 'policy hash', about: 'a stored version as the candidate, instead of packs' },
} as const;

/** Opens the stored versions; the packs that would run here stand in for those that were never stored. */
export const openCandidate = async (invocation: Invocation, { policyStore, tenant }: Records): Promise<Versions> => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-versions-'));
  const compile = async (packs: readonly string[]): Promise<PolicyContent> =>
    orRefused(compileContent({ packs: needFolders(packs), opa: () => opaOf(invocation), outDir: folder }));
  const packs = invocation.texts('pack');
  const hash = invocation.text('hash');
  if (packs.length > 0 && hash !== undefined) throw new CliError('`--pack` and `--hash` both name a candidate', 'leave one of them out');
  try {
    const content = packs.length === 0 ? null : await compile(packs);
    const local = onceOnly(() => compile(invocation.config.packs));
    const versions = openVersions({
      store: policyStore,
      tenant_id: tenant,
      other: async (asked) => (content?.hash === asked ? content : local()),
    });
    const wanted = content?.hash ?? hash;
    const candidate = wanted === undefined ? null : await versions.version(wanted);
    if (wanted !== undefined && candidate === null)
      throw new CliError(`version \`${wanted}\` is not stored`, 'name the hash of a version that was published, or packs with `--pack`');
    const close = async (): Promise<void> => {
      await versions.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { candidate, version: (asked) => versions.version(asked), close };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};

/** As {@link openCandidate}; where the command names none, the active version, or else the packs that would run here. */
export const openSubject = async (invocation: Invocation, records: Records): Promise<Versions & { readonly subject: Evaluator }> => {
  const named = invocation.texts('pack').length > 0 || invocation.text('hash') !== undefined;
  const active = named ? null : await records.policyStore.pointer(records.tenant);
  const packs = named || active !== null ? invocation.texts('pack') : invocation.config.packs;
  const hash = active?.active ?? invocation.text('hash');
  const asked: Invocation = { ...invocation, text: (name) => (name === 'hash' ? hash : invocation.text(name)), texts: () => packs };
  const versions = await openCandidate(asked, records);
  if (versions.candidate !== null) return { ...versions, subject: versions.candidate };
  await versions.close();
  throw new CliError('there is no policy to look at', 'name packs with `--pack`, or a stored version with `--hash`');
};

/** Packs that do not compile, or are not there, are no version that anything was decided on. */
const onceOnly = (compile: () => Promise<PolicyContent>): (() => Promise<PolicyContent | null>) => {
  let compiled: Promise<PolicyContent | null> | null = null;
  return () => (compiled ??= compile().catch(() => null));
};
