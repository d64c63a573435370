import { inferEffect } from '@writ/assembly';
import { diffPacks } from '@writ/policy';
import type { Change, Flip, PolicyDiff } from '@writ/policy';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command } from '../../cli/command.js';
import { shorten, visible } from '../../cli/terminal.js';
import type { Terminal } from '../../cli/terminal.js';
import { needFolders, opaOf, orRefused } from './local-packs.js';

export const diff: Command = {
  name: 'policy diff',
  summary: 'show what a change does: rules added, removed and changed, and the golden cases that flip',
  usage: 'policy diff <old folder> <new folder>',
  details:
    'Several folders of one side are separated by commas. The golden cases of both sides are decided by both.\n' +
    'Exit status: 0 no golden case flips, 1 one does, 2 they could not be compared.',
  options: {},
  examples: [
    'npx writ policy diff main/policies/baseline policies/baseline',
    'npx writ policy diff policies/baseline policies/baseline,refunds --json',
  ],
  run: async (invocation) => {
    const { positionals, terminal, json } = invocation;
    const [before, after] = positionals.map((list) => list.split(','));
    if (before === undefined || after === undefined || positionals.length > 2)
      throw new CliError(`two sets are compared, ${String(positionals.length)} were named`, 'name the old folder and the new one');
    const work = diffPacks({ before: needFolders(before), after: needFolders(after), opa: await opaOf(invocation), effectOf: inferEffect });
    const found = await orRefused(work);
    if (json) terminal.json(found);
    else showDiff(found, terminal);
    return found.flips.length === 0 ? EXIT.ok : EXIT.no;
  },
};

/** Shows how two sets differ. */
export const showDiff = (found: PolicyDiff, terminal: Terminal): void => {
  const { paint } = terminal;
  if (found.hashes.before === found.hashes.after) {
    terminal.line('the sets are the same');
    return;
  }
  const rules = [
    ...found.added.map(({ pack, id, result, priority, title }) => [
      paint('green', '+'),
      `${pack}/${id}`,
      `${result} at ${String(priority)}: ${title}`,
    ]),
    ...found.removed.map(({ pack, id, result, priority, title }) => [
      paint('red', '-'),
      `${pack}/${id}`,
      `${result} at ${String(priority)}: ${title}`,
    ]),
    ...found.changed.map(({ rule, changes }) => [paint('yellow', '~'), rule, changes.map(told).join('; ')]),
  ];
  section('rules', rules, terminal);
  section('terms', found.terms.map(asRow), terminal);
  section('tools', found.tools.map(asRow), terminal);
  if (rules.length + found.terms.length + found.tools.length === 0)
    terminal.line('rules, terms and tools are the same; tests or libraries differ\n');
  showFlips(found, terminal);
};

const asRow = (change: Change): readonly string[] => [change.what, `${value(change.before)} → ${value(change.after)}`];
const told = (change: Change): string => (change.what === 'conditions' ? 'its conditions are others' : asRow(change).join(' '));
const value = (text: string): string => (text === '' ? 'none' : shorten(visible(text), 60));

const section = (name: string, rows: readonly (readonly string[])[], terminal: Terminal): void => {
  if (rows.length === 0) return;
  terminal.line(terminal.paint('bold', name));
  terminal.table(rows.map((row) => ['', ...row]));
  terminal.line();
};

const showFlips = ({ flips, cases }: PolicyDiff, terminal: Terminal): void => {
  const { paint } = terminal;
  terminal.line(`${paint('bold', 'golden cases')}: ${String(flips.length)} of ${String(cases)} ${flips.length === 1 ? 'flips' : 'flip'}`);
  terminal.table(
    [...flips]
      .sort((a, b) => Number(b.looser) - Number(a.looser))
      .map((flip) => ['', arrow(flip, terminal), visible(flip.name), `by ${flip.by}`]),
  );
};

/** What becomes looser is what a reviewer has to look at. */
const arrow = ({ before, after, looser }: Flip, { paint }: Terminal): string =>
  paint(looser ? 'red' : 'green', `${before} → ${after}${looser ? ' (looser)' : ''}`);
