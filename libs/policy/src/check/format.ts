import { isRego, stagedPath } from '../build.js';
import type { Stage } from '../build.js';
import { opaText, runOpa } from '../opa.js';
import type { Pack } from '../pack.js';
import { readPack } from '../source.js';
import { packLimits } from './limits.js';
import type { Finding } from './report.js';

/** What `opa fmt` would change, as one warning for each file, with the difference as its example. */
export async function formatFindings({ opa, folder }: Stage, packs: readonly Pack[]): Promise<readonly Finding[]> {
  const listed = await runOpa(opa, ['fmt', '--list', 'policy', 'tests'], folder);
  // What does not parse is not listed; `opa check` says why.
  const changed = new Set(listed.stdout.split('\n').map((line) => line.trim()));
  const files = packs.flatMap((pack) => pack.files.map((file) => ({ file, staged: stagedPath(pack, file) })));
  const findings: Finding[] = [];
  for (const { file, staged } of files.filter((one) => changed.has(one.staged))) {
    const { line, text } = difference(file.text, await opaText(opa, ['fmt', staged], folder));
    findings.push({
      severity: 'warning',
      code: 'not_formatted',
      file: file.shown,
      line,
      what: 'the file is not formatted as `opa fmt` does',
      remedy: 'run `npx writ policy check --fix`',
      example: text.slice(0, MOST_DIFFERENCE),
    });
  }
  return findings;
}

const MOST_DIFFERENCE = 4000;

/** The lines between the first and the last that differ, as they are and as they should be. */
function difference(is: string, should: string): { readonly line: number; readonly text: string } {
  const [before, after] = [is.split('\n'), should.split('\n')];
  let first = 0;
  while (first < before.length && before[first] === after[first]) first += 1;
  let last = 0;
  while (last < Math.min(before.length, after.length) - first && before.at(-1 - last) === after.at(-1 - last)) last += 1;
  const marked = (lines: readonly string[], mark: string): readonly string[] =>
    lines.slice(first, lines.length - last).map((line) => `${mark}${line}`);
  return { line: first + 1, text: [...marked(before, '-'), ...marked(after, '+')].join('\n') };
}

/** Formats the Rego files of a pack folder in place, as `opa fmt` does; returns how many it changed. */
export async function formatPack(opa: string, folder: string): Promise<number> {
  if ((await packLimits(folder)).length > 0) return 0;
  const { files } = await readPack(folder);
  const paths = files.filter(isRego).map(({ path }) => path);
  if (paths.length === 0) return 0;
  const { stdout } = await runOpa(opa, ['fmt', '--list', ...paths], folder);
  const changed = stdout.split('\n').filter((line) => paths.includes(line));
  if (changed.length > 0) await opaText(opa, ['fmt', '--write', ...changed], folder);
  return changed.length;
}
