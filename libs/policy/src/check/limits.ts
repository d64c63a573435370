import { lstat, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Finding, FindingCode } from './report.js';

const MOST_FILE_BYTES = 1 << 20;
const MOST_PACK_BYTES = 8 << 20;
const MOST_FILES = 500;
const MOST_DEPTH = 4;
const ARCHIVE = /\.(?:zip|jar|tar|tgz|gz|bz2|xz|zst|7z|rar)$/iu;

interface Seen {
  files: number;
  bytes: number;
  readonly findings: Finding[];
}

/**
 * Looks at a pack folder before anything in it is read: sizes, links, archives. What is found here is never opened, so a
 * hostile pack costs a listing of its names.
 */
export async function packLimits(folder: string): Promise<readonly Finding[]> {
  const root = resolve(folder);
  const seen: Seen = { files: 0, bytes: 0, findings: [] };
  await look(root, basename(root), seen, 0);
  const name = basename(root);
  if (seen.files > MOST_FILES)
    seen.findings.push(tooLarge(name, `the pack has more than ${MOST_FILES} files`, 'split it into several packs'));
  if (seen.bytes > MOST_PACK_BYTES)
    seen.findings.push(tooLarge(name, `the pack is larger than ${megabytes(MOST_PACK_BYTES)}`, 'keep data that rules look up in facts'));
  return seen.findings;
}

async function look(path: string, shown: string, seen: Seen, depth: number): Promise<void> {
  if (seen.files > MOST_FILES) return;
  const stat = await lstat(path).catch(() => null);
  if (stat === null) seen.findings.push(finding('pack_unreadable', shown, 'it cannot be read', 'name a pack folder that exists'));
  else if (stat.isSymbolicLink())
    seen.findings.push(finding('pack_unsafe', shown, 'a link may lead out of the pack', 'put the file itself there'));
  else if (stat.isDirectory()) await lookInto(path, shown, seen, depth);
  else if (depth === 0 || ARCHIVE.test(shown))
    seen.findings.push(finding('pack_unsafe', shown, 'this is not a pack folder; archives are not read', 'name the folder with its files'));
  else if (!stat.isFile()) seen.findings.push(finding('pack_unsafe', shown, 'this is not a plain file', 'remove it from the pack'));
  else {
    seen.files += 1;
    seen.bytes += stat.size;
    if (stat.size > MOST_FILE_BYTES)
      seen.findings.push(
        tooLarge(
          shown,
          `the file has ${megabytes(stat.size)}, at most ${megabytes(MOST_FILE_BYTES)} are read`,
          'split it, or keep data in facts',
        ),
      );
  }
}

async function lookInto(path: string, shown: string, seen: Seen, depth: number): Promise<void> {
  if (depth > MOST_DEPTH) {
    seen.findings.push(finding('pack_unsafe', shown, 'the folders are nested too deeply', 'keep packs flat: rules, lib, cases, sessions'));
    return;
  }
  for (const name of (await readdir(path)).sort()) await look(join(path, name), `${shown}/${name}`, seen, depth + 1);
}

const megabytes = (bytes: number): string => `${(bytes / (1 << 20)).toFixed(bytes % (1 << 20) === 0 ? 0 : 1)} MiB`;
const finding = (code: FindingCode, file: string, what: string, remedy: string): Finding => ({
  severity: 'error',
  code,
  file,
  line: null,
  what,
  remedy,
});
const tooLarge = (file: string, what: string, remedy: string): Finding => finding('pack_too_large', file, what, remedy);
