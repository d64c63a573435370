import type { CheckedTest, Finding } from '@writ/policy';

/** The tests as JUnit XML, one suite a file; what kept the packs from being tested is a suite of its own. */
export const junit = (tests: readonly CheckedTest[], refusals: readonly Finding[]): string => {
  const files = [...new Set(tests.map(({ file }) => file))];
  const suites = files.map((file) =>
    suite(
      file,
      tests.filter((test) => test.file === file),
    ),
  );
  const refused = refusals.length === 0 ? [] : [suite('packs', refusals.map(asTest))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="writ policy test">',
    ...suites,
    ...refused,
    '</testsuites>',
    '',
  ].join('\n');
};

const asTest = ({ code, file, line, what, remedy }: Finding): CheckedTest => ({
  kind: 'test',
  name: code,
  file,
  line,
  outcome: 'failed',
  ms: 0,
  why: `${what}; ${remedy}`,
});

const suite = (name: string, tests: readonly CheckedTest[]): string => {
  const of = (...outcomes: readonly CheckedTest['outcome'][]): string =>
    String(tests.filter(({ outcome }) => outcomes.includes(outcome)).length);
  const seconds = tests.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const attributes = `name="${escaped(name)}" tests="${String(tests.length)}" failures="${of('failed', 'stopped')}" skipped="${of('skipped')}"`;
  return [`  <testsuite ${attributes} time="${seconds.toFixed(4)}">`, ...tests.map(testcase), '  </testsuite>'].join('\n');
};

const testcase = ({ name, file, line, outcome, ms, why }: CheckedTest): string => {
  const place = `${file}${line === null ? '' : `:${String(line)}`}`;
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(name)}" time="${(ms / 1000).toFixed(4)}"`;
  if (outcome === 'passed') return `${head}/>`;
  const inner = outcome === 'skipped' ? '<skipped/>' : `<failure message="${escaped(why)}">${escaped(`${place}: ${why}`)}</failure>`;
  return `${head}>${inner}</testcase>`;
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Safe in text and attributes; what XML cannot hold is left out. */
const escaped = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- the control characters that XML 1.0 forbids
  text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, '').replaceAll(/[&<>"']/gu, (char) => ENTITIES[char] ?? char);
