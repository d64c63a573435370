import type { ApprovalStats, DeferralStats } from '@writ/engine';
import { EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { asPerson, needService } from '../local/local-service.js';

export const stats: Command = {
  name: 'stats',
  summary: 'how often people are asked and what they say, and how deferrals went',
  usage: 'stats',
  details:
    'Counts among the newest 20,000 decisions of the tenant, from the decisions themselves. A rule whose questions are nearly\n' +
    'always approved is named: a standing grant (`npx writ grants`) or a narrower rule would ask less.',
  options: AS_OPTION,
  examples: ['npx writ stats', 'npx writ stats --json'],
  run: async (invocation) => {
    const { dataDir, terminal, json } = invocation;
    const service = await needService(dataDir);
    const person = await asPerson(invocation, service, 'carol');
    const said = (await person.get('/v1/stats')) as { readonly deferrals: DeferralStats; readonly approvals: ApprovalStats };
    if (json) terminal.json(said);
    else for (const line of [...approvalLines(said.approvals), '', ...linesOf(said.deferrals)]) terminal.line(line);
    return EXIT.ok;
  },
};

const approvalLines = ({ asked, decisions, waiting, rules, ...rates }: ApprovalStats): readonly string[] => [
  `asked people      ${asked.toString()} of ${decisions.toString()} decisions (${share(rates.interruption_rate)}), of which ${waiting.toString()} wait`,
  `answered          ${rates.approved.toString()} approved, ${rates.denied.toString()} denied, ${rates.timed_out.toString()} by nobody`,
  `median time       ${rates.median_time_to_answer_ms === null ? 'none answered' : `${(rates.median_time_to_answer_ms / 1000).toString()} s`}`,
  ...(rates.median_dwell_ms === null ? [] : [`looked at for     ${(rates.median_dwell_ms / 1000).toString()} s`]),
  ...rules.map(
    (rule) =>
      `  ${visible(rule.rule)}: ${rule.asked.toString()} asked, ${rule.approved.toString()} approved${rule.nearly_always_approved ? '; nearly always: grant it, or narrow the rule' : ''}`,
  ),
];

const linesOf = ({ deferred, waiting, settled, sources, ...rates }: DeferralStats): readonly string[] => [
  `deferred          ${deferred.toString()}, of which ${waiting.toString()} wait and ${settled.toString()} are settled`,
  `median time       ${rates.median_time_to_resolution_ms === null ? 'none settled' : `${(rates.median_time_to_resolution_ms / 1000).toString()} s`}`,
  `denied at the end ${share(rates.timeout_rate)}`,
  `passed to people  ${share(rates.escalation_rate)}`,
  ...sources.map(
    ({ source, attempts, settled: good, failed }) =>
      `  ${visible(source)}: ${attempts.toString()} attempts, ${good.toString()} settled it, ${failed.toString()} failed`,
  ),
];

const share = (rate: number | null): string => (rate === null ? 'none settled' : `${(rate * 100).toFixed(1)} %`);
