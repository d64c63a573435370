import { isRego, stagedPath } from '../build.js';
import type { Stage } from '../build.js';
import { opaText, runOpa } from '../opa.js';
import type { Pack } from '../pack.js';
import { readPack } from '../source.js';
import { packLimits } from './limits.js';
import type { Finding } from './report.js';

const HUNK = /^@@ -(?<line>\d+)/mu;

/** What `opa fmt` would change, as one warning for each file, with the diff as its example. */
export async function formatFindings({ opa, folder }: Stage, packs: readonly Pack[]): Promise<readonly Finding[]> {
  const listed = await runOpa(opa, ['fmt', '--list', 'policy', 'tests'], folder);
  // What does not parse is not listed; `opa check` says why.
  const changed = new Set(listed.stdout.split('\n').map((line) => line.trim()));
  const files = packs.flatMap((pack) => pack.files.map((file) => ({ file, staged: stagedPath(pack, file) })));
  const findings: Finding[] = [];
  for (const { file, staged } of files.filter((one) => changed.has(one.staged))) {
    const { stdout: diff } = await runOpa(opa, ['fmt', '--diff', staged], folder);
    const line = HUNK.exec(diff)?.groups?.['line'];
    findings.push({
      severity: 'warning',
      code: 'not_formatted',
      file: file.shown,
      line: line === undefined ? null : Number(line),
      what: 'the file is not formatted as `opa fmt` does',
      remedy: 'run `writ policy check --fix`',
      example: diff.split('\n').slice(2).join('\n').slice(0, 4000),
    });
  }
  return findings;
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
