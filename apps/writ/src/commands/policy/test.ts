import { writeFileSync } from 'node:fs';
import { inferEffect } from '@writ/assembly';
import { checkPacks } from '@writ/policy';
import type { CheckedTest, CheckReport, Finding } from '@writ/policy';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command } from '../../cli/command.js';
import { visible } from '../../cli/terminal.js';
import type { Terminal } from '../../cli/terminal.js';
import { junit } from './junit.js';
import { foldersOf, opaOf, orRefused } from './local-packs.js';
import { countTests, showFindings } from './show-findings.js';

/** Least covered rules that are listed. */
const MOST_LISTED = 5;

export const test: Command = {
  name: 'policy test',
  summary: 'run the tests and golden cases of packs, with coverage',
  usage: 'policy test [<pack folder>…]',
  details:
    'Rego tests in the module that decides, with `opa test` for a second opinion; golden cases (`cases/*.yaml`) by the same decision that\n' +
    'runs in the service.\n' +
    'Exit status: 0 all pass, 1 one fails or the packs do not compile, 2 they could not be run.',
  options: { junit: { type: 'string', value: 'file', about: 'write the results as JUnit XML too' } },
  examples: ['npx writ policy test policies/baseline', 'npx writ policy test refunds --junit results.xml'],
  run: async (invocation) => {
    const { terminal, json, text, positionals } = invocation;
    const report = await orRefused(checkPacks({ packs: foldersOf(positionals), opa: await opaOf(invocation), effectOf: inferEffect }));
    const refusals = report.policy === null ? report.findings.filter(({ severity }) => severity === 'error') : [];
    const failed = report.tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'stopped');
    const passed = refusals.length === 0 && failed.length === 0;
    const { tests, coverage, rules } = report;
    const file = text('junit');
    if (file !== undefined) writeResults(file, junit(tests, refusals));
    const covered = rules.map(({ pack, id, coverage: own }) => ({ rule: `${pack}/${id}`, coverage: own }));
    if (json) terminal.json({ passed, refusals, tests, coverage, rules: covered });
    else show(report, { refusals, failed }, terminal);
    return passed ? EXIT.ok : EXIT.no;
  },
};

const writeResults = (file: string, xml: string): void => {
  try {
    writeFileSync(file, xml);
  } catch (cause) {
    throw new CliError(`\`${file}\` cannot be written`, 'name a file in a folder that exists', { cause });
  }
};

const show = (
  { tests, coverage, rules }: CheckReport,
  { refusals, failed }: { readonly refusals: readonly Finding[]; readonly failed: readonly CheckedTest[] },
  terminal: Terminal,
): void => {
  const { paint } = terminal;
  showFindings(refusals, terminal);
  for (const { name, file, line, why } of failed) {
    terminal.line(`${paint('red', 'failed')}  ${paint('bold', `${file}${line === null ? '' : `:${String(line)}`}`)}  ${visible(name)}`);
    terminal.line(`        ${visible(why)}`);
  }
  if (failed.length > 0) terminal.line();
  if (refusals.length > 0) terminal.line(`${paint('red', 'refused')}: the packs do not compile`);
  else {
    const verdict = failed.length === 0 ? paint('green', 'passed') : paint('red', 'failed');
    terminal.line(`${verdict}: ${countTests(tests, 'test', 'test')}, ${countTests(tests, 'case', 'golden case')}`);
  }
  if (coverage === null) return;
  terminal.line(`coverage: ${coverage.toFixed(0)} %`);
  const least = rules.filter((rule) => rule.coverage !== null && rule.coverage < 100).sort((a, b) => (a.coverage ?? 0) - (b.coverage ?? 0));
  for (const { pack, id, coverage: own } of least.slice(0, MOST_LISTED))
    terminal.line(paint('dim', `  ${(own ?? 0).toFixed(0).padStart(3)} %  ${pack}/${id}`));
};
