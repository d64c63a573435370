import { ProblemError } from '@writ/aarm';
import type { PackFile } from '@writ/policy';
import type { SentPack } from './workshop.js';

/** The packs of a stored version, from its sources. */
export function packsOf(sources: Readonly<Record<string, string>>): readonly SentPack[] {
  const packs = new Map<string, PackFile[]>();
  for (const [name, text] of Object.entries(sources)) {
    const at = name.indexOf('/');
    const pack = name.slice(0, at);
    packs.set(pack, [...(packs.get(pack) ?? []), { path: name.slice(at + 1), text }]);
  }
  return [...packs].map(([name, files]) => ({ name, files }));
}

/** The same packs with golden cases; nothing else can be added to what was published. */
export function withCases(
  packs: readonly SentPack[],
  cases: readonly { readonly pack: string; readonly files: readonly PackFile[] }[],
): readonly SentPack[] {
  const stray = cases.find(({ pack }) => !packs.some(({ name }) => name === pack));
  if (stray !== undefined) throw wrong('cases.pack', `the version has no pack \`${stray.pack.slice(0, 64)}\`; name one that it has`);
  const odd = cases.flatMap(({ files }) => files).find(({ path }) => !/^(?:cases|sessions)\/[a-z0-9_-]{1,100}\.ya?ml$/u.test(path));
  if (odd !== undefined) throw wrong('cases.files.path', `\`${odd.path.slice(0, 120)}\` is no golden case; send \`cases/*.yaml\` only`);
  return packs.map((pack) => ({
    ...pack,
    files: [...pack.files, ...cases.filter((each) => each.pack === pack.name).flatMap(({ files }) => files)],
  }));
}

const wrong = (field: string, detail: string): ProblemError => new ProblemError('invalid_field', { detail, field });
