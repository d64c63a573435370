import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compilePacks } from '../src/compile.js';
import type { EffectOf } from '../src/check/golden.js';
import type { CompiledPolicy } from '../src/compiled.js';
import { resolveOpa } from '../src/opa.js';

/** A pack as text: path inside it, content. */
export type PackFiles = Readonly<Record<string, string>>;

/** What is inferred of tools that nobody declared, in tests that are not about it. */
export const effectOf: EffectOf = () => 'unknown';

/** A temporary folder of this process. */
export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'writ-policy-'));

/** Removes what a test made. */
export const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/** Writes a pack below `root`. */
export async function writePack(root: string, id: string, files: PackFiles): Promise<string> {
  const folder = join(root, id);
  for (const [path, text] of Object.entries({ 'pack.yaml': manifest(id), ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

export const manifest = (id: string, more = ''): string => `id: ${id}\nversion: "1"\ntitle: a pack of the tests\n${more}`;

/** How a rule of the tests differs from a plain `standard_deny`. */
export interface RuleText {
  readonly id: string;
  readonly body: string;
  readonly class?: string;
  readonly result?: string;
  readonly custom?: string;
  readonly imports?: string;
  readonly appliesTo?: string;
}

/** A rule file and its test. */
export function rule({
  id,
  body,
  class: class_ = 'standard_deny',
  result = 'DENY',
  custom = '',
  imports = '',
  appliesTo = '{tool: mail}',
}: RuleText): PackFiles {
  const lines =
    custom === ''
      ? ''
      : `${custom
          .split('\n')
          .map((line) => `#   ${line}`)
          .join('\n')}\n`;
  const head = `# METADATA\n# title: ${id}\n# description: a rule of the tests\n# custom:\n#   id: ${id}\n#   class: ${class_}\n#   result: ${result}\n`;
  return {
    [`rules/${id}.rego`]: `${head}#   applies_to: [${appliesTo}]\n${lines}package writ.rules.${id}\n\n${imports}\n${body}\n`,
    [`rules/${id}_test.rego`]: `package writ.rules.${id}_test\n\ntest_nothing if true\n`,
  };
}

/** Compiles packs given as text. */
export async function compile(root: string, packs: Readonly<Record<string, PackFiles>>): Promise<CompiledPolicy> {
  const folders: string[] = [];
  for (const [id, files] of Object.entries(packs)) folders.push(await writePack(root, id, files));
  return compilePacks({ packs: folders, opa: await resolveOpa(), outDir: join(root, 'out') });
}
