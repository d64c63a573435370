import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';

/** How long a DEFER waits in the demo: nobody watches a table for minutes. */
export const DEMO_DEFER_S = 1;

/** Copies of the packs with short deadlines for DEFER; every rule is the same. */
export const demoPacks = (packs: readonly string[], folder: string): readonly string[] => {
  rmSync(folder, { recursive: true, force: true });
  return packs.map((pack) => {
    const copy = join(folder, basename(pack));
    cpSync(pack, copy, { recursive: true });
    const manifest = join(copy, 'pack.yaml');
    writeFileSync(manifest, stringify({ ...(parse(readFileSync(manifest, 'utf8')) as object), defer_timeout_s: DEMO_DEFER_S }));
    for (const file of regoFiles(copy)) shortenDefer(file);
    return copy;
  });
};

const regoFiles = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return regoFiles(path);
    return name.endsWith('.rego') && !name.endsWith('_test.rego') ? [path] : [];
  });

/** A rule that defers may name its own deadline. */
const shortenDefer = (file: string): void => {
  const text = readFileSync(file, 'utf8');
  if (!/^#\s+result: DEFER$/mu.test(text)) return;
  writeFileSync(file, text.replaceAll(/^(#\s+timeout_s: )\d+$/gmu, `$1${String(DEMO_DEFER_S)}`));
};
