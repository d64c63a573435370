// `npm run matrix`: names in docs/aarm-matrix.md the tests that prove each item.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const ROW = /^\|\s*(\d+)\s*\|\s*(MUST|SHOULD)\s*\|([^|]*)\|([^|]*)\|$/gmu;
/** The numbers that a title begins with: one, or several with commas between. */
const TITLE = /['"`]((?:AARM-\d+, )*AARM-\d+):/gu;

/**
 * Test files and golden cases below a folder, whose titles may carry the number of an item.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', '.git', '.writ'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.name.endsWith('.test.ts') || (entry.name.endsWith('.yaml') && /\/(test|cases)\//u.test(path)) ? [path] : [];
  });
}

/**
 * The files that prove each item, in order.
 *
 * @param {string} root
 * @returns {ReadonlyMap<number, readonly string[]>}
 */
export function provedBy(root) {
  /** @type {Map<number, Set<string>>} */
  const found = new Map();
  for (const path of ['apps', 'libs', 'policies', 'tools'].flatMap((folder) => files(join(root, folder))))
    for (const [, titles = ''] of readFileSync(path, 'utf8').matchAll(TITLE))
      for (const title of titles.split(', ')) {
        const item = Number(title.slice('AARM-'.length));
        found.set(item, (found.get(item) ?? new Set()).add(relative(root, path)));
      }
  return new Map([...found].map(([item, paths]) => [item, [...paths].sort()]));
}

/**
 * The items that a page has rows of, with the files that each names.
 *
 * @param {string} page
 * @returns {ReadonlyMap<number, readonly string[]>}
 */
export function rowsOf(page) {
  return new Map(
    [...page.matchAll(ROW)].map(([, item, , , where = '']) => [
      Number(item),
      [...where.matchAll(/`([^`]+)`/gu)].map(([, path = '']) => path).sort(),
    ]),
  );
}

/**
 * The page with each row naming what proves it.
 *
 * @param {string} page
 * @param {ReadonlyMap<number, readonly string[]>} proved
 * @returns {string}
 */
export function withProofs(page, proved) {
  return page.replace(ROW, (_, item, level, asked) => {
    const paths = (proved.get(Number(item)) ?? []).map((path) => `\`${path}\``).join(', ');
    return `| ${item} | ${level} |${asked}| ${paths} |`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const path = join(root, 'docs', 'aarm-matrix.md');
  const page = withProofs(readFileSync(path, 'utf8'), provedBy(root));
  writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
}
