import { blastShares, replay } from '@writ/engine';
import type { ReplayReport } from '@writ/engine';
import { createSignals } from '@writ/signals';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command, Invocation } from '../../cli/command.js';
import { writePrivate } from '../../hook/private-file.js';
import { openRecords, RECORD_OPTIONS, sinceOf } from '../../local/records.js';
import type { Records } from '../../local/records.js';
import { CANDIDATE_OPTIONS, openCandidate } from '../../local/versions.js';
import { progressOf } from './progress.js';
import { replayPage } from './replay-page.js';
import { showReplay } from './show-replay.js';

export const replayCommand: Command = {
  name: 'policy replay',
  summary: 'decide recorded sessions again: prove the record, and show what a candidate would flip',
  usage: 'policy replay [--since 30d] [--pack <folder>]…',
  details:
    'Each decision is first taken again on the version that its receipt names, which must give what was recorded; then on the\n' +
    'candidate, with the session as it went. Decisions whose data was erased are counted, never guessed; ends of waits (people, facts,\n' +
    'deadlines) are not replayed. Reports hold parameters of recorded actions: keep them as you keep the record.\n' +
    'Exit status: 0 reproduced, 1 a decision differs from the record, evidence was altered or more flips than `--max-flips`, 2 not replayed.',
  options: {
    ...CANDIDATE_OPTIONS,
    ...RECORD_OPTIONS,
    html: { type: 'string', value: 'file', about: 'write the report as one page' },
    'max-flips': { type: 'string', value: 'share', about: 'fail above this share of flips, from 0 to 1, for CI' },
  },
  examples: [
    'npx writ policy replay --since 30d',
    'npx writ policy replay --pack policies/baseline --pack refunds --html replay.html --max-flips 0.02',
  ],
  run: async (invocation) => {
    const { terminal, json, text } = invocation;
    const most = mostFlips(text('max-flips'));
    const records = await openRecords(invocation);
    try {
      const report = await replayed(invocation, records);
      const page = text('html');
      if (page !== undefined) writePrivate(page, replayPage(report));
      if (json) terminal.json(report);
      else showReplay(report, terminal);
      if (page !== undefined) terminal.note(`the page is in ${page}`);
      return holds(report, most) ? EXIT.ok : EXIT.no;
    } finally {
      await records.close();
    }
  },
};

const replayed = async (invocation: Invocation, records: Records): Promise<ReplayReport> => {
  const versions = await openCandidate(invocation, records);
  const progress = progressOf(invocation.terminal);
  try {
    return await replay({
      recordings: records.recordings,
      signals: createSignals(),
      tenant_id: records.tenant,
      since: sinceOf(invocation),
      version: versions.version,
      candidate: versions.candidate,
      progress: progress.at,
    });
  } finally {
    progress.end();
    await versions.close();
  }
};

const mostFlips = (given: string | undefined): number | null => {
  if (given === undefined) return null;
  const share = Number(given);
  if (given.trim() === '' || !(share >= 0 && share <= 1))
    throw new CliError(`\`--max-flips\` cannot be \`${given}\``, 'give a share from 0 to 1, for example `0.02`');
  return share;
};

const holds = ({ recorded, not_replayable, candidate }: ReplayReport, most: number | null): boolean => {
  if (recorded.differing > 0 || not_replayable.altered > 0) return false;
  if (most === null || candidate === null) return true;
  return blastShares({ ...candidate, decisions: candidate.replayed }).flipped <= most;
};
