/** The totals as a table, and one session step by step. */
import { isStopped } from './score.mjs';

const COLUMNS = [
  'corpus',
  'attacks stopped',
  '95 %',
  'denied',
  'own steps',
  'benign passed',
  'benign steps',
  'with a DENY',
  'questions',
  'median ms',
  'p99 ms',
];
const percent = (share) => `${(share * 100).toFixed(1)} %`;
const shareOf = ({ hits, of, share }) => (share === null ? '–' : `${percent(share)} (${hits}/${of})`);
const figure = (value, digits) => (value === null ? '–' : value.toFixed(digits));

const rowOf = (file, totals) => [
  file,
  shareOf(totals.attacks_stopped),
  totals.attacks_stopped.interval === null ? '–' : totals.attacks_stopped.interval.map((end) => (end * 100).toFixed(0)).join('–'),
  totals.attacks_stopped.of === 0 ? '–' : String(totals.denied),
  shareOf(totals.own_steps),
  shareOf(totals.benign_passed),
  shareOf(totals.benign_steps),
  totals.benign_passed.of === 0 ? '–' : String(totals.benign_denied),
  figure(totals.questions, 2),
  figure(totals.latency_ms.median, 1),
  figure(totals.latency_ms.p99, 1),
];

/** @param {Readonly<Record<string, ReturnType<typeof import('./score.mjs').score>>>} totals */
export function table(totals, { markdown }) {
  const rows = [COLUMNS, ...Object.entries(totals).map(([file, each]) => rowOf(file, each))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))));
  if (!markdown) return lines.map((row) => row.join('  ')).join('\n');
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [lines[0], rule, ...lines.slice(1)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Why a session went as it did. */
export function explained({ session, steps, problems }) {
  const verdict = session.kind === 'attack' ? `attack, ${isStopped({ session, steps }) ? 'stopped' : 'NOT STOPPED'}` : 'benign';
  return [
    `${session.id}: ${verdict}`,
    `request: ${session.request ?? '(none)'}`,
    ...(Object.keys(session.principal).length === 0 ? [] : [`principal: ${JSON.stringify(session.principal)}`]),
    ...steps.flatMap((each, index) => stepLines(each, index)),
    ...problems.map((problem) => `problem: ${problem}`),
  ].join('\n');
}

const MOST_SHOWN = 600;
const cut = (value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
};

function stepLines({ step, result, ...answer }, index) {
  const marks = [step.injected ? 'INJECTED' : null, step.consequential ? null : 'no side effect'].filter((mark) => mark !== null);
  const { policy, reason, problem, missing = [], context, tool } = answer;
  const spoke = (policy?.rules ?? []).map(({ id, voice, result: said, priority }) => `${id} (${voice} ${said} ${priority})`);
  return [
    '',
    `${index}. ${step.tool} ${cut(step.parameters)}${marks.length === 0 ? '' : `  [${marks.join(', ')}]`}`,
    `   ${result} by ${policy?.policy_id ?? 'nothing'}: ${reason === undefined ? (problem ?? '') : `${reason.code}, ${reason.message}`}`,
    ...(spoke.length === 0 ? [] : [`   rules: ${spoke.join(', ')}`]),
    ...(policy === undefined
      ? []
      : [
          `   risk ${answer.risk_level}, confidence ${answer.confidence}, alignment ${answer.alignment}${missing.length === 0 ? '' : `, missing ${missing.join(', ')}`}`,
        ]),
    ...(tool === undefined ? [] : [`   tool: ${tool === null ? 'not defined' : cut(tool)}`]),
    ...Object.entries(context ?? {}).map(([name, value]) => `   ${name} = ${cut(value)}`),
    ...(step.output === null ? [] : [`   output: ${cut(step.output)}`]),
  ];
}
