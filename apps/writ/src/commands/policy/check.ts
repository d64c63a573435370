import { inferEffect } from '@writ/assembly';
import { checkPacks, formatPack } from '@writ/policy';
import type { CheckedRule, CheckReport, Difference } from '@writ/policy';
import { EXIT } from '../../cli/cli-error.js';
import type { Command } from '../../cli/command.js';
import type { Terminal } from '../../cli/terminal.js';
import { foldersOf, opaOf, orRefused } from './local-packs.js';
import { count, countFindings, countTests, showFindings } from './show-findings.js';

/** Rules and pairs that are listed by name; all are in `--json`. */
const MOST_LISTED = 8;

export const check: Command = {
  name: 'policy check',
  summary: 'find out whether packs may be published, and what would make them defer',
  usage: 'policy check [<pack folder>…]',
  details:
    'Looks at the packs as one set: `opa fmt`, `opa check --strict` with the builtins that are offered, what a rule must have, tests in the\n' +
    'module that decides and by `opa test`, coverage, patterns and other literals, golden cases, a test that makes each rule speak and\n' +
    'one that keeps it silent, rules that contradict each other, intent.\n' +
    'Exit status: 0 publishable, 1 refused, 2 it could not be checked.',
  options: {
    strict: { type: 'boolean', about: 'refuse warnings too, for CI' },
    fix: { type: 'boolean', about: 'format the files first, as `opa fmt` does' },
  },
  examples: ['npx writ policy check policies/baseline', 'npx writ policy check policies/baseline refunds --strict --json'],
  run: async (invocation) => {
    const { terminal, json, flag, positionals } = invocation;
    const packs = foldersOf(positionals);
    const opa = await opaOf(invocation);
    if (flag('fix')) for (const folder of packs) await orRefused(formatPack(opa, folder));
    const report = await orRefused(checkPacks({ packs, opa, strictConflicts: flag('strict'), effectOf: inferEffect }));
    const passed = flag('strict') ? report.findings.length === 0 : report.ok;
    if (json) terminal.json({ ...report, passed });
    else show(report, passed, terminal);
    return passed ? EXIT.ok : EXIT.no;
  },
};

const show = (report: CheckReport, passed: boolean, terminal: Terminal): void => {
  const { paint } = terminal;
  showFindings(report.findings, terminal);
  for (const { id, version, rules, cases } of report.packs)
    terminal.line(`${paint('bold', id)} ${version}: ${count(rules, 'rule')}, ${count(cases, 'golden case')}`);
  if (report.policy !== null) terminal.table(factsOf(report));
  const verdict = passed ? paint('green', 'passed') : paint('red', 'refused');
  const why = report.findings.length === 0 ? 'nothing to complain of' : countFindings(report.findings);
  terminal.line(`\n${verdict}: ${why}`);
};

const factsOf = ({ tests, coverage, rules, intent, overlaps, differences, policy }: CheckReport): readonly (readonly string[])[] => [
  ['  tests', `${countTests(tests, 'test', 'test')}, ${countTests(tests, 'case', 'golden case')}`],
  ['  coverage', coverage === null ? 'not measured: tests fail' : `${coverage.toFixed(0)} % of the lines of rules and libraries`],
  ['  may defer', listed(rules.filter(({ defers_without }) => defers_without.length > 0).map(deferral), 'no rule waits for context')],
  ['  intent (R3)', intent.satisfied ? `read by ${listed(intent.rules, '')}` : 'not satisfied'],
  ...(overlaps.length === 0
    ? []
    : [
        [
          '  may clash',
          `${listed(
            overlaps.map(({ rules: [a, b] }) => `${a} and ${b}`),
            '',
          )}; no action was found on which they do`,
        ],
      ]),
  ...(differences.length === 0
    ? []
    : [['  together', `${listed(differences.map(differing), '')}; golden cases that come out otherwise in the set`]]),
  ['  hash', policy?.hash ?? ''],
];

const differing = ({ name, alone, together, by }: Difference): string => `${name}: ${alone} → ${together} by ${by}`;
const deferral = ({ id, defers_without }: CheckedRule): string => `${id} without \`${defers_without.join('`, `')}\``;

const listed = (names: readonly string[], none: string): string => {
  if (names.length === 0) return none;
  const rest = names.length - MOST_LISTED;
  return `${names.slice(0, MOST_LISTED).join('; ')}${rest > 0 ? `; and ${String(rest)} more` : ''}`;
};
