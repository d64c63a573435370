/** A folder that nobody knows: what is in it keeps its name behind this. */
const SOMEWHERE = '?';
const LONGEST_FOLDER = 4096;
/** What an option, a form field or an upload puts in front of a path: `--output=`, `file=@`, `-d@`, `-C` with the path right behind it. */
const BEFORE_PATH = /^(?:--?[A-Za-z][\w-]*=@?|[A-Za-z_]\w*=@?|-[A-Za-z]@|@|-[A-Za-z](?=[.~/]))/u;
const HOME = /^\$(?:HOME\b|\{HOME\})/u;
const HERE = /^\$(?:PWD\b|\{PWD\}|\(pwd\))\/?/u;
const ANCHORED = /^(?:[/~$]|[A-Za-z]:\/)/u;

/** Whether a path is written in the one way in which a rule looks for it. */
const isNormal = (path: string): boolean => !/^\$|\\|\/\/|\/$|^\.$|(?:^|\/)\.{1,2}(?:\/|$)/u.test(path);

/**
 * The path without `.`, `..`, doubled and trailing slashes, with `~` for the home folder and slashes alone. What climbs above its start
 * keeps its `..`; nothing is above the root. An address stays as it is.
 */
export function normalPath(path: string): string {
  if (path.includes('://') || isNormal(path)) return path;
  const written = path.replaceAll('\\', '/').replace(HOME, '~').replace(HERE, '');
  const root = written.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    const last = parts.at(-1);
    if (part !== '..') parts.push(part);
    else if (last !== undefined && last !== '..' && last !== '~') parts.pop();
    else if (root === '') parts.push(part);
  }
  return root + parts.join('/') || '.';
}

/** The path that a word of a command names: what stands behind an option's `=` or an `@`, else the word. */
export const pathOf = (word: string): string => normalPath(word.replace(BEFORE_PATH, ''));

/** A path seen from where the text begins. */
export function within(folder: string | null, path: string): string {
  if (folder === '' || ANCHORED.test(path) || path.includes('://')) return path;
  return normalPath(`${folder ?? SOMEWHERE}/${path}`);
}

/** The folder that a `cd` leads to; null where only running tells. */
export function folderAfter(folder: string | null, path: string, literal: boolean): string | null {
  if (!literal && !HOME.test(path) && !HERE.test(path)) return null;
  const reached = within(folder, normalPath(path));
  return reached.length > LONGEST_FOLDER ? null : reached === '.' ? '' : reached;
}
