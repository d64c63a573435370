import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command } from '../../cli/command.js';
import type { Terminal } from '../../cli/terminal.js';
import { starterFiles } from './starter-files.js';
import { starterPack } from './starter-pack.js';

/** What a pack can begin as, with the golden case that shows it at work. */
const SAMPLES = {
  refunds: { files: starterPack, cases: 'cases/refunds.yaml', shows: 'a large refund nobody asked for' },
  files: { files: starterFiles, cases: 'cases/files.yaml', shows: 'the file stays as it is' },
} as const;
type Sample = (typeof SAMPLES)[keyof typeof SAMPLES];

export const init: Command = {
  name: 'policy init',
  summary: 'start a pack: one rule, its test, its golden cases, ready to change',
  usage: 'policy init <folder> [--sample refunds|files]',
  details:
    'The pack is named after the folder. It compiles and passes `writ policy check` as it is. Exit status: 0 made, 2 it could not be.',
  options: { sample: { type: 'string', value: 'name', about: 'what it begins as: `refunds` (default), or `files` of a coding agent' } },
  examples: ['npx writ policy init policies/refunds', 'npx writ policy init policies/house-rules --sample files'],
  run: ({ positionals: [given], text, terminal, json }) => {
    if (given === undefined) throw new CliError('no folder was named', 'name one that does not exist yet: `npx writ policy init refunds`');
    const folder = resolve(given);
    const id = basename(folder);
    if (!/^[a-z][a-z0-9-]{0,63}$/u.test(id))
      throw new CliError(`\`${id}\` cannot name a pack`, 'use lower case letters, digits and `-`, beginning with a letter');
    const sample = sampleOf(text('sample'));
    const files = sample.files(id);
    writePackFolder(folder, files);
    if (json) terminal.json({ pack: id, folder, files: Object.keys(files) });
    else show(given, { sample, files }, terminal);
    return Promise.resolve(EXIT.ok);
  },
};

const sampleOf = (name = 'refunds'): Sample => {
  if (name === 'refunds' || name === 'files') return SAMPLES[name];
  throw new CliError(`there is no sample \`${name}\``, `choose one of \`${Object.keys(SAMPLES).join('`, `')}\``);
};

/** Writes a whole new pack or nothing: it is made beside its place and moved there. */
export const writePackFolder = (folder: string, files: Readonly<Record<string, string>>): void => {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CliError(`\`${folder}\` exists and is not empty`, 'name a folder that does not exist yet');
  let made: string | null = null;
  try {
    mkdirSync(dirname(folder), { recursive: true });
    made = mkdtempSync(join(dirname(folder), '.writ-new-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), text);
    }
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(made, folder);
  } catch (cause) {
    if (made !== null) rmSync(made, { recursive: true, force: true });
    throw new CliError(`\`${folder}\` cannot be written`, 'name a folder in a place that you may write to', { cause });
  }
};

const show = (
  given: string,
  { sample, files }: { readonly sample: Sample; readonly files: Readonly<Record<string, string>> },
  terminal: Terminal,
): void => {
  const { paint } = terminal;
  terminal.line(`${paint('green', 'made')} ${paint('bold', given)}`);
  for (const path of Object.keys(files)) terminal.line(`  ${path}`);
  const next = [
    `npx writ policy check ${given}`,
    `npx writ policy explain ${given}/${sample.cases} --case "${sample.shows}" --pack ${given}`,
    `npx writ policy apply policies/baseline ${given}   (with a service running)`,
  ];
  terminal.line('\nnext: change the rule, its test and its cases (docs/policy-guide.md tells what a rule may say), then');
  for (const command of next) terminal.line(`  ${paint('cyan', command)}`);
};
