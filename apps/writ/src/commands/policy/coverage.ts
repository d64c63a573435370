import { CoverageTally, replay } from '@writ/engine';
import type { CoverageReport, CoveredRule, CoveredTool, Evaluator } from '@writ/engine';
import { Applicability } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { EXIT } from '../../cli/cli-error.js';
import type { Command, Invocation } from '../../cli/command.js';
import { shorten, visible } from '../../cli/terminal.js';
import type { Terminal } from '../../cli/terminal.js';
import { openRecords, RECORD_OPTIONS, sinceOf } from '../../local/records.js';
import type { Records } from '../../local/records.js';
import { CANDIDATE_OPTIONS, openSubject } from '../../local/versions.js';
import { progressOf } from './progress.js';

export const coverage: Command = {
  name: 'policy coverage',
  summary: 'show what recorded sessions leave to the posture, and which rules did nothing in them',
  usage: 'policy coverage [--since 30d] [--pack <folder>]…',
  details:
    'Recorded decisions are taken again on the active version, or on the packs or the version that is named. A tool without a rule is\n' +
    'decided by the posture alone. A rule that never applied may be about tools that nobody uses; one that is always mute waits for\n' +
    'context that nobody supplies. Exit status: 0 every tool has a rule, 1 some have none, 2 it could not be told.',
  options: { ...CANDIDATE_OPTIONS, ...RECORD_OPTIONS },
  examples: ['npx writ policy coverage', 'npx writ policy coverage --since 7d --pack policies/baseline --json'],
  run: async (invocation) => {
    const { terminal, json } = invocation;
    const records = await openRecords(invocation);
    try {
      const { report, policy } = await covered(invocation, records);
      if (json) terminal.json({ ...report, policy });
      else show(report, { policy, terminal });
      return report.tools.every(({ rules }) => rules > 0) ? EXIT.ok : EXIT.no;
    } finally {
      await records.close();
    }
  },
};

type Policy = Pick<Evaluator['terms'], 'id' | 'version' | 'hash'>;

const covered = async (invocation: Invocation, records: Records): Promise<{ readonly report: CoverageReport; readonly policy: Policy }> => {
  const versions = await openSubject(invocation, records);
  const progress = progressOf(invocation.terminal);
  try {
    const { rules, terms } = versions.subject;
    const about = new Applicability(rules, terms.tools);
    const tally = new CoverageTally({ rules, applicable: (action) => about.find(action) });
    await replay({
      recordings: records.recordings,
      signals: createSignals(),
      tenant_id: records.tenant,
      since: sinceOf(invocation),
      // What the versions of then did is not asked.
      version: () => Promise.resolve(null),
      candidate: versions.subject,
      progress: progress.at,
      seen: (recorded, { verdict }) => {
        tally.add(recorded, verdict);
      },
    });
    const { id, version, hash } = terms;
    return { report: tally.report(), policy: { id, version, hash } };
  } finally {
    progress.end();
    await versions.close();
  }
};

const MOST_LISTED = 20;

const show = (report: CoverageReport, { policy, terminal }: { readonly policy: Policy; readonly terminal: Terminal }): void => {
  const { paint } = terminal;
  terminal.line(
    `${paint('bold', 'coverage')}  ${visible(policy.id)} ${visible(policy.version)}, ${policy.hash.slice(0, 19)}…: ${String(report.decisions)} decisions`,
  );
  const bare = report.tools.filter(({ rules }) => rules === 0);
  const silent = report.tools.filter(({ rules, by_posture }) => rules > 0 && by_posture > 0);
  showTools('tools without a rule: the posture alone decides', bare, terminal);
  showTools('tools with rules that the posture decided now and then', silent, terminal);
  const rulesIn = (state: CoveredRule['state']): readonly CoveredRule[] => report.rules.filter((rule) => rule.state === state);
  showRules('rules that never applied', rulesIn('unused'), terminal);
  showRules('rules that applied and never spoke', rulesIn('silent'), terminal);
  showRules('rules that were always mute: what they read was never there', rulesIn('mute'), terminal);
  terminal.line(
    `\n${String(rulesIn('used').length)} of ${String(report.rules.length)} rules spoke; ${String(report.tools.length - bare.length)} of ${String(report.tools.length)} tools have rules`,
  );
};

const showTools = (title: string, tools: readonly CoveredTool[], terminal: Terminal): void => {
  if (tools.length === 0) return;
  terminal.line(`\n${terminal.paint('bold', title)}`);
  const resultsOf = ({ results }: CoveredTool): string =>
    Object.entries(results)
      .map(([result, count]) => `${result} ${String(count)}`)
      .join(', ');
  terminal.table(
    tools
      .slice(0, MOST_LISTED)
      .map((each) => [
        '',
        shorten(visible(`${each.tool}.${each.operation}`), 48),
        `${String(each.by_posture)} of ${String(each.decisions)}`,
        resultsOf(each),
      ]),
  );
  if (tools.length > MOST_LISTED) terminal.line(`  and ${String(tools.length - MOST_LISTED)} more`);
};

const showRules = (title: string, rules: readonly CoveredRule[], terminal: Terminal): void => {
  if (rules.length === 0) return;
  terminal.line(`\n${terminal.paint('bold', title)}`);
  terminal.table(
    rules.map((rule) => [
      '',
      `${rule.pack}/${rule.id}`,
      rule.applied === 0 ? '' : `applied ${String(rule.applied)}`,
      shorten(visible(rule.title), 70),
    ]),
  );
};
