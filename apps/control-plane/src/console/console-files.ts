import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One built file of the console. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
  /** Compressed at the first request that takes it. */
  readonly zipped: () => Promise<Buffer>;
}

/** The built console, read once: what is not in it cannot be asked for, whatever a path says. */
export interface ConsoleFiles {
  /** By path from the root of the site, for example `/assets/index-1a2b.js`. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
  /** The one page; its nonce is put in for each answer. */
  readonly page: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/** The folder that `npm run bundle -w @writ/console` writes. */
export const builtConsole = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@writ/console/package.json')), 'dist', 'web');

/** Reads the console; null where it was not built. */
export function readConsole(folder: string): ConsoleFiles | null {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) return null;
  const files = new Map<string, ConsoleFile>();
  for (const path of filesIn(folder)) {
    const type = TYPES[extname(path)];
    if (type !== undefined) files.set(path, fileOf(readFileSync(join(folder, path)), type));
  }
  return { files, page: readFileSync(page, 'utf8') };
}

const filesIn = (folder: string, below = ''): readonly string[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(folder, path);
    return entry.isFile() ? [path] : [];
  });

function fileOf(bytes: Buffer, type: string): ConsoleFile {
  let zipped: Promise<Buffer> | undefined;
  return {
    type,
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
    zipped: () => (zipped ??= promisify(gzip)(bytes)),
  };
}
