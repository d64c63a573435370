import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferEffect } from '@writ/assembly';
import { compileContent, diffPacks, unpack } from '@writ/policy';
import type { PolicyDiff } from '@writ/policy';
import type { Terminal } from '../../cli/terminal.js';
import type { ControlClient } from './control-client.js';
import { showDiff } from './diff.js';
import { orRefused } from './local-packs.js';
import type { Checkout } from './pack-files.js';

/** A version as the server knows it. */
export interface ServerVersion {
  readonly hash: string;
  readonly state: string;
  readonly everActive: boolean;
  readonly missing: readonly string[];
}

/** What applying packs would change. Plain data. */
export interface ServerPlan {
  readonly server: string;
  readonly hash: string;
  readonly active: string | null;
  /** The packs as the server knows them; null where they were never published. */
  readonly version: ServerVersion | null;
  /** Against what is active; null where nothing is. */
  readonly diff: PolicyDiff | null;
  readonly git: Checkout | null;
  readonly missing: readonly string[];
}

interface Shown {
  readonly policyPointer: { readonly active: string } | null;
}
interface Sources {
  readonly policyVersion: { readonly sources: readonly { readonly path: string; readonly text: string }[] } | null;
}

const UNPUBLISHED: readonly string[] = [
  'its publication by an `author`',
  'its check',
  'its tests',
  'signatures',
  'an `operator` who activates it',
];

/** The version of this hash, where the server has it. */
export const versionOn = async (client: ControlClient, hash: string): Promise<ServerVersion | null> => {
  const text = 'query ($hash: ID!) { policyVersion(hash: $hash) { hash state everActive missing } }';
  return (await client.query<{ readonly policyVersion: ServerVersion | null }>(text, { hash })).policyVersion;
};

/** Compares packs with what is active on the server. The packs are compiled here: nothing is sent. */
export async function planFor(
  client: ControlClient,
  { packs, opa, git }: { readonly packs: readonly string[]; readonly opa: string; readonly git: Checkout | null },
): Promise<ServerPlan> {
  const root = mkdtempSync(join(tmpdir(), 'writ-plan-'));
  try {
    const { hash } = await orRefused(compileContent({ packs, opa, outDir: join(root, '.compiled') }));
    const active = (await client.query<Shown>('{ policyPointer { active } }')).policyPointer?.active ?? null;
    const version = await versionOn(client, hash);
    const before = active === null ? [] : await fetched(client, active, root);
    const diff = before.length === 0 ? null : await orRefused(diffPacks({ before, after: packs, opa, effectOf: inferEffect }));
    return { server: client.url, hash, active, version, diff, git, missing: version?.missing ?? UNPUBLISHED };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Writes the packs of a version on the server into folders. */
async function fetched(client: ControlClient, hash: string, root: string): Promise<readonly string[]> {
  const text = 'query ($hash: ID!) { policyVersion(hash: $hash) { sources { path text } } }';
  const sources = (await client.query<Sources>(text, { hash })).policyVersion?.sources ?? [];
  const names = [...new Set(sources.map(({ path }) => path.slice(0, path.indexOf('/'))))].filter((name) => /^[a-z0-9_-]+$/u.test(name));
  for (const name of names) {
    mkdirSync(join(root, name));
    const own = sources.filter(({ path }) => path.startsWith(`${name}/`));
    await orRefused(
      unpack(
        join(root, name),
        own.map(({ path, text: content }) => ({ path: path.slice(name.length + 1), text: content })),
      ),
    );
  }
  return names.map((name) => join(root, name));
}

/** Shows a plan to a person. */
export function showPlan({ hash, active, version, diff, git, missing }: ServerPlan, terminal: Terminal): void {
  if (diff === null) terminal.line('nothing is active on the server: every rule is new');
  else showDiff(diff, terminal);
  terminal.table([
    ['version', hash],
    ['on the server', version === null ? 'not published' : version.state],
    ['active there', active ?? 'nothing'],
    ['git', git === null ? 'no checkout' : `${git.commit}${git.changed ? ', with changes that are not committed' : ''}`],
    ['missing', missing.length === 0 ? 'nothing' : missing.join('; ')],
  ]);
}
