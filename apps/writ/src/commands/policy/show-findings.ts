import type { CheckReport, Finding } from '@writ/policy';
import { shorten, visible } from '../../cli/terminal.js';
import type { Terminal } from '../../cli/terminal.js';

/** Lines of an example that are shown; the whole is in `--json`. */
const MOST_LINES = 12;

/** Shows each finding: severity and place, what is wrong, what to do. */
export const showFindings = (findings: readonly Finding[], terminal: Terminal): void => {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const alike = counts.get(finding.code) ?? 0;
    counts.set(finding.code, alike + 1);
    if (alike < MOST_ALIKE) showFinding(finding, terminal);
  }
  for (const [code, all] of counts)
    if (all > MOST_ALIKE)
      terminal.line(`${terminal.paint('dim', `… and ${String(all - MOST_ALIKE)} more ${code}; \`--json\` has them all`)}\n`);
};

/** Findings of one code that are shown. */
const MOST_ALIKE = 5;

const showFinding = (finding: Finding, terminal: Terminal): void => {
  const { paint } = terminal;
  const { severity, code, file, line, what, remedy } = finding;
  const place = `${visible(file)}${line === null ? '' : `:${String(line)}`}`;
  const head = paint(severity === 'error' ? 'red' : 'yellow', severity.padEnd(8));
  terminal.line(`${head} ${paint('bold', place === '' ? 'the whole set' : place)}  ${paint('dim', code)}`);
  for (const text of what.split('\n')) terminal.line(`         ${visible(text)}`);
  for (const text of exampleLines(finding, terminal)) terminal.line(`         ${text}`);
  terminal.line(`         ${paint('cyan', '→')} ${remedy}`);
  terminal.line();
};

const exampleLines = ({ code, example }: Finding, { paint, width }: Terminal): readonly string[] => {
  if (example === undefined) return [];
  if (typeof example === 'string') return diffLines(example, { paint });
  if (code !== 'clash') return [];
  const { action, context } = example as { readonly action: Readonly<Record<string, unknown>>; readonly context: object };
  const { tool, operation, parameters } = action;
  return [
    `for example ${paint('bold', visible(`${String(tool)}.${String(operation)}`))} ${shorten(visible(JSON.stringify(parameters)), width - 30)}`,
    ...(Object.keys(context).length === 0 ? [] : [paint('dim', `where ${shorten(visible(JSON.stringify(context)), width - 30)}`)]),
  ];
};

const diffLines = (diff: string, { paint }: Pick<Terminal, 'paint'>): readonly string[] => {
  const lines = diff.split('\n').filter((line) => line !== '');
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const text = visible(line).replaceAll('\\t', '  ');
    return line.startsWith('+') ? paint('green', text) : line.startsWith('-') ? paint('red', text) : paint('dim', text);
  });
  return lines.length > MOST_LINES ? [...shown, paint('dim', `… ${String(lines.length - MOST_LINES)} more lines`)] : shown;
};

/** `2 errors, 1 warning`. */
export const countFindings = (findings: readonly Finding[]): string => {
  const of = (severity: Finding['severity']): number => findings.filter((finding) => finding.severity === severity).length;
  return [count(of('error'), 'error'), count(of('warning'), 'warning')].join(', ');
};

/** `1 rule`, `2 rules`. */
export const count = (number: number, word: string): string => `${String(number)} ${word}${number === 1 ? '' : 's'}`;

/** `12 tests, all passed` or `12 tests, 2 failed`. */
export const countTests = (tests: CheckReport['tests'], kind: 'test' | 'case', word: string): string => {
  const own = tests.filter((test) => test.kind === kind);
  const failed = own.filter(({ outcome }) => outcome === 'failed' || outcome === 'stopped').length;
  return `${count(own.length, word)}${own.length === 0 ? '' : failed === 0 ? ' passed' : `, ${String(failed)} failed`}`;
};
