import { blastShares } from '@writ/engine';
import type { CandidateReport, Flip, FlipCount, ReplayReport } from '@writ/engine';
import { shorten, visible } from '../../cli/terminal.js';
import type { Terminal } from '../../cli/terminal.js';

/** Lines of each list; all are in `--json`. */
const MOST_LISTED = 8;

/** Prints a replay for people: first whether the record holds, then what a candidate changes. */
export const showReplay = (report: ReplayReport, terminal: Terminal): void => {
  showRecord(report, terminal);
  if (report.candidate !== null) showCandidate(report.candidate, terminal);
};

const showRecord = ({ scope, recorded, not_replayable: not }: ReplayReport, terminal: Terminal): void => {
  const { paint } = terminal;
  terminal.line(
    `${paint('bold', 'record')}  ${String(scope.sessions)} sessions since ${scope.since.slice(0, 16).replace('T', ' ')}, ${String(scope.decisions)} decisions`,
  );
  if (recorded.replayed === 0)
    terminal.line(`        ${paint('yellow', 'nothing reproduced')}: no decision could be taken again on its own version`);
  else {
    const verdict = recorded.differing === 0 ? paint('green', 'reproduced') : paint('red', `${String(recorded.differing)} differ`);
    terminal.line(
      `        ${verdict}: ${String(recorded.reproduced)} of ${String(recorded.replayed)} decided the same on their own version`,
    );
  }
  for (const { decision_id, differs } of recorded.differences.slice(0, MOST_LISTED)) {
    const what = Object.entries(differs).map(([name, { recorded: was, replayed: is }]) => `${name} ${was} → ${is}`);
    terminal.line(`        ${paint('red', '≠')} ${decision_id}: ${shorten(visible(what.join('; ')), 160)}`);
  }
  for (const [why, count] of [
    ['whose data was erased', not.erased],
    ['whose version is not stored', not.version_missing],
  ] as const)
    if (count > 0) terminal.line(`        ${paint('yellow', String(count))} ${why}: not replayable`);
  if (not.altered > 0) terminal.line(`        ${paint('red', String(not.altered))} altered: not what was signed`);
  for (const { session_id, decision_id, detail } of not.examples.filter(({ why }) => why === 'altered').slice(0, MOST_LISTED))
    terminal.line(`        ${paint('red', '!')} ${decision_id ?? session_id}: ${visible(detail)}`);
  const fields = Object.entries(recorded.context).map(([name, count]) => `${name} (${String(count)})`);
  if (fields.length > 0)
    terminal.line(`        ${paint('yellow', 'note')}: the entries give another ${fields.join(', ')} than was recorded`);
};

const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;

const showCandidate = (found: CandidateReport, terminal: Terminal): void => {
  const { paint } = terminal;
  const shares = blastShares({ ...found, decisions: found.replayed });
  const { id, version, hash } = found.policy;
  terminal.line(`\n${paint('bold', 'candidate')}  ${visible(id)} ${visible(version)}, ${hash.slice(0, 19)}…`);
  if (found.replayed === 0) {
    terminal.line(`        ${paint('yellow', 'nothing could be replayed')}, which proves nothing`);
    return;
  }
  terminal.line(`        ${percent(shares.flipped)} flip: ${String(found.flipped)} of ${String(found.replayed)} decisions`);
  const looser = `${percent(shares.loosened)} become less strict: ${String(found.loosened)}`;
  terminal.line(`        ${found.loosened > 0 ? paint('red', looser) : looser}`);
  if (found.reworded > 0) terminal.line(`        ${String(found.reworded)} stay, by another rule or reason`);
  if (found.flipped === 0) return;
  section('by result', terminal);
  terminal.table(found.by.result.slice(0, MOST_LISTED).map(({ from, to, count }) => ['', `${from} → ${to}`, String(count)]));
  list('by tool', found.by.tool, terminal);
  list('by agent', found.by.agent, terminal);
  list('by principal', found.by.principal, terminal);
  list('by session', found.by.session, terminal);
  section('examples', terminal);
  for (const flip of found.examples.slice(0, MOST_LISTED)) showFlip(flip, terminal);
};

const section = (name: string, terminal: Terminal): void => {
  terminal.line(`\n${terminal.paint('bold', name)}`);
};

const list = (name: string, counts: readonly FlipCount[], terminal: Terminal): void => {
  section(name, terminal);
  const rows = counts
    .slice(0, MOST_LISTED)
    .map((each) => ['', shorten(visible(each.name), 48), String(each.flipped), String(each.loosened), String(each.decisions)]);
  terminal.table(rows, { head: ['', '', 'flip', 'looser', 'of'] });
  if (counts.length > MOST_LISTED) terminal.line(`  and ${String(counts.length - MOST_LISTED)} more`);
};

const showFlip = ({ before, after, way, tool, operation, parameters, decision_id }: Flip, terminal: Terminal): void => {
  const { paint } = terminal;
  const arrow = `${before.result} → ${after.result}`;
  terminal.line(
    `  ${paint(way === 'looser' ? 'red' : 'green', arrow)}  ${visible(`${tool}.${operation}`)}  ${shorten(visible(JSON.stringify(parameters)), 80)}`,
  );
  terminal.line(`    ${paint('dim', `${decision_id}: ${before.rule} → ${after.rule}: ${shorten(visible(after.reason), 90)}`)}`);
};
