import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { formatPack, importPolicy } from '@writ/policy';
import type { ImportReport } from '@writ/policy';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command, Invocation } from '../../cli/command.js';
import { writePackFolder } from './init.js';
import { opaOf, orRefused } from './local-packs.js';
import { count, showFindings } from './show-findings.js';

export const importCommand: Command = {
  name: 'policy import',
  summary: "write a policy in the specification's sample shapes as a pack, with tests",
  usage: 'policy import <file.yaml> [--out <folder>]',
  details:
    'Reads `policy` and `rules` with `match`, `condition`, `constraints`, `action` or `decision`, and the notation `tool == "x" AND …`.\n' +
    'What cannot be expressed is named with its line, and nothing is written; `--skip` leaves such rules out.\n' +
    'Exit status: 0 written, 1 something cannot be expressed, 2 it could not be read or written.',
  options: {
    out: { type: 'string', value: 'folder', about: "where the pack is written (default the policy's id)" },
    id: { type: 'string', value: 'id', about: 'the id of the pack' },
    'own-domain': { type: 'string', multiple: true, value: 'domain', about: 'a domain that is not `external` (repeat it)' },
    skip: { type: 'boolean', about: 'leave out the rules that cannot be expressed' },
  },
  examples: ['npx writ policy import policy.yaml --out policies/imported --own-domain corp.example'],
  run: async (invocation) => {
    const { positionals, text, texts, flag, json, terminal } = invocation;
    const [file] = positionals;
    if (file === undefined) throw new CliError('there is nothing to import', 'name a YAML file');
    const given = { text: read(file), file: basename(file), id: text('id'), ownDomains: texts('own-domain'), skip: flag('skip') };
    const report = await orRefused(importPolicy({ ...given, opa: () => opaOf(invocation) }));
    const folder = text('out') ?? report.id;
    if (report.files !== null) await write(folder, report.files, invocation);
    if (json) terminal.json({ ...report, folder: report.files === null ? null : resolve(folder), files: Object.keys(report.files ?? {}) });
    else show(report, folder, invocation);
    return report.files === null ? EXIT.no : EXIT.ok;
  },
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`\`${file}\` cannot be read`, 'name a YAML file', { cause });
  }
};

const write = async (folder: string, files: Readonly<Record<string, string>>, invocation: Invocation): Promise<void> => {
  writePackFolder(resolve(folder), files);
  await orRefused(formatPack(await opaOf(invocation), folder));
};

const show = ({ files, rules, refusals, notes }: ImportReport, folder: string, { terminal }: Invocation): void => {
  const { paint } = terminal;
  showFindings(
    refusals.map((refusal) => ({ ...refusal, severity: files === null ? 'error' : 'warning' })),
    terminal,
  );
  for (const note of notes) terminal.line(`${paint('yellow', 'note')} ${note}`);
  if (files === null) {
    terminal.line(`${paint('red', 'refused')}: ${count(refusals.length, 'thing')} cannot be expressed; nothing was written`);
    return;
  }
  terminal.line(
    `${paint('green', 'made')} ${paint('bold', folder)}: ${count(rules.length, 'rule')}${refusals.length === 0 ? '' : ', the others left out'}`,
  );
  terminal.line(`\nnext\n  ${paint('cyan', `npx writ policy check ${folder}`)}`);
};
