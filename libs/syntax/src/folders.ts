import { folderAfter } from './paths.js';

/** Where a text stands while it runs, as far as its `cd` tell: '' is where it begins, null is not known. */
export interface Folders {
  readonly now: string | null;
  /** Where `cd -` leads, and `popd` one after the other. */
  readonly before: string | null;
  readonly left: readonly (string | null)[];
}

export const START: Folders = { now: '', before: null, left: [] };
const MOST_LEFT = 64;

interface Word {
  readonly text: string;
  readonly literal: boolean;
}

/** Where a text stands after a command that may change it; the same where it does not. */
export function moved(at: Folders, program: string, args: readonly Word[]): Folders {
  const target = args.find(({ text }) => text === '-' || !/^[-+]/u.test(text));
  switch (program) {
    case 'cd':
    case 'chdir':
      return to(at, target);
    case 'pushd':
      return { ...to(at, target), left: [...at.left, at.now].slice(-MOST_LEFT) };
    case 'popd':
      return { now: at.left.at(-1) ?? null, before: at.now, left: at.left.slice(0, -1) };
    default:
      return at;
  }
}

function to(at: Folders, target: Word | undefined): Folders {
  const now = target === undefined ? '~' : target.text === '-' ? at.before : folderAfter(at.now, target.text, target.literal);
  return { now, before: at.now, left: at.left };
}

/** Programs that can be told where to stand before they look at their other words. */
const STANDING: ReadonlySet<string> = new Set(['git', 'tar', 'gtar', 'bsdtar', 'make', 'gmake', 'ninja', 'env', 'pnpm', 'yarn']);

/** Where a program itself stands: `git -C folder`. */
export function standing(folder: string | null, program: string, args: readonly Word[]): string | null {
  if (!STANDING.has(program)) return folder;
  let at = folder;
  for (const [i, { text }] of args.entries()) {
    const [own, next] = [/^(?:-C|--(?:directory|chdir|cwd)=)(.+)$/su.exec(text)?.[1], args[i + 1]];
    if (own !== undefined) at = folderAfter(at, own, args[i]?.literal === true);
    else if (/^(?:-C|--directory|--chdir|--cwd)$/u.test(text) && next !== undefined) at = folderAfter(at, next.text, next.literal);
  }
  return at;
}
