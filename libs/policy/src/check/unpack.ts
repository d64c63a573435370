import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PolicyError } from '../error.js';

const MOST_FILES = 500;
const MOST_FILE_BYTES = 1 << 20;
const MOST_PACK_BYTES = 8 << 20;
/** Where a pack may have files, and how they may be called; whatever is not on this list leads somewhere else. */
const PLACE =
  /^(?:pack\.yaml|tools\.yaml|README\.md|(?:rules|lib)\/[a-z0-9_-]{1,100}\.rego|(?:cases|sessions)\/[a-z0-9_-]{1,100}\.ya?ml)$/u;

/** One file of a pack as it came over the wire. */
export interface PackFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes a pack that somebody sent into an empty folder. Everything is looked at before anything is written.
 *
 * @throws PolicyError where a path leads out of the pack, or the pack is too large
 */
export async function unpack(folder: string, files: readonly PackFile[]): Promise<void> {
  refuse(files);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
}

function refuse(files: readonly PackFile[]): void {
  if (files.length > MOST_FILES) throw unsafe('', `the pack has ${files.length} files`, `send at most ${MOST_FILES}`);
  const seen = new Set<string>();
  let bytes = 0;
  for (const { path, text } of files) {
    if (!PLACE.test(path))
      throw unsafe(
        path.slice(0, 200),
        'this is no place in a pack',
        'keep to `pack.yaml`, `tools.yaml`, `rules/*.rego`, `lib/*.rego`, `cases/*.yaml`',
      );
    if (seen.has(path)) throw unsafe(path, 'the file was sent twice', 'send it once');
    seen.add(path);
    const size = Buffer.byteLength(text);
    bytes += size;
    if (size > MOST_FILE_BYTES) throw unsafe(path, 'the file is larger than 1 MiB', 'split it, or keep data in facts');
    if (bytes > MOST_PACK_BYTES) throw unsafe(path, 'the pack is larger than 8 MiB', 'keep data that rules look up in facts');
  }
}

const unsafe = (file: string, what: string, remedy: string): PolicyError => new PolicyError({ code: 'pack_unsafe', file, what, remedy });
