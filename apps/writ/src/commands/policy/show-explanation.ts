import { assertNever } from '@writ/aarm';
import type { Result } from '@writ/aarm';
import { meaningOf } from '@writ/policy';
import type { ExplainedRule, Explanation, Question } from '@writ/policy';
import { shorten, visible } from '../../cli/terminal.js';
import type { Style, Terminal } from '../../cli/terminal.js';

const STYLES: Readonly<Record<Result, Style>> = { ALLOW: 'green', MODIFY: 'cyan', STEP_UP: 'yellow', DEFER: 'magenta', DENY: 'red' };
const STATES: Readonly<Record<ExplainedRule['state'], Style>> = { spoke: 'bold', silent: 'dim', mute: 'yellow', error: 'red' };

/** What {@link showExplanation} shows. */
export interface Shown extends Explanation {
  readonly question: Question;
  readonly from: string;
  /** How many rules the set has. */
  readonly of: number;
}

/** The decision, what made it, and every rule that had or could have had a say. */
export const showExplanation = (shown: Shown, terminal: Terminal): void => {
  const { verdict, step, question, rules, from } = shown;
  const { paint, width } = terminal;
  const { tool, operation, parameters } = question.action;
  const called = `${visible(tool)}.${visible(operation)}`;
  terminal.line(
    `${paint(STYLES[verdict.result], verdict.result.padEnd(8))} ${paint('bold', called)} ${brief(parameters, width - called.length - 12)}`,
  );
  terminal.line();
  terminal.table([
    ['why', visible(verdict.reason.message)],
    ['by', verdict.policy_id],
    ['step', `${step.number}, ${step.name} (${verdict.reason.code})`],
    ...consequences(shown, terminal),
    ['context', visible(from)],
  ]);
  terminal.line();
  if (rules.length === 0) terminal.line(`none of the ${String(shown.of)} rules is about ${called}`);
  else showRules(shown, terminal);
};

const consequences = ({ verdict }: Shown, { width }: Terminal): readonly (readonly string[])[] => {
  const { missing, approval, effective_parameters, timeout_s } = verdict;
  const wait = timeout_s === null ? '' : `, ${String(timeout_s)} s at most, then DENY`;
  return [
    ...missing.map((field) => ['missing', `\`${field}\`: ${meaningOf(field)}`]),
    ...(effective_parameters === null ? [] : [['runs with', brief(effective_parameters, width - 14)]]),
    ...(approval === null ? [] : [['approval', `${String(approval.quorum)} of ${approval.approvers.join(', ')}${wait}`]]),
    ...(approval === null && wait !== '' ? [['waits', wait.slice(2)]] : []),
  ];
};

const showRules = ({ rules, of, verdict }: Shown, terminal: Terminal): void => {
  const { paint } = terminal;
  const order = ['error', 'spoke', 'mute', 'silent'];
  const sorted = [...rules].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.priority - a.priority);
  const longest = Math.max(...rules.map((rule) => nameOf(rule).length));
  terminal.line(paint('dim', `${String(rules.length)} of ${String(of)} rules are about this tool and operation`));
  for (const rule of sorted) {
    const cells = [
      paint(STATES[rule.state], rule.state.padEnd(6)),
      String(rule.priority).padStart(4),
      paint(STYLES[rule.result], rule.result.padEnd(7)),
    ];
    const rest = rule.state === 'silent' ? silentRest(rule, longest, terminal) : `${nameOf(rule)}${markOf(rule, verdict, terminal)}`;
    terminal.line(`  ${cells.join('  ')}  ${rest}`);
    for (const line of detailsOf(rule, terminal)) terminal.line(`${INDENT}${line}`);
  }
};

const INDENT = ' '.repeat(25);
const nameOf = ({ pack, id }: Pick<ExplainedRule, 'pack' | 'id'>): string => `${pack}/${id}`;

/** A rule that had nothing to say fits in one line. */
const silentRest = (rule: ExplainedRule, longest: number, { paint, width }: Terminal): string => {
  const room = width - INDENT.length - longest - 2;
  return paint('dim', room < 12 ? nameOf(rule) : `${nameOf(rule).padEnd(longest)}  ${shorten(readsOf(rule), room)}`.trimEnd());
};

/** What part a rule has in the verdict. */
const markOf = (rule: ExplainedRule, { policy_id, reason, rules }: Explanation['verdict'], { paint }: Terminal): string => {
  const top = Math.max(...rules.filter(({ voice }) => voice === 'spoke').map(({ priority }) => priority));
  const loud = rule.priority >= top;
  if (reason.code === 'conflicting_policies') return rule.state === 'spoke' && loud ? paint('magenta', ' ← disagrees') : '';
  if (reason.code === 'insufficient_context') return rule.state === 'mute' && loud ? paint('magenta', ' ← could change the result') : '';
  return policy_id === nameOf(rule) ? paint('green', ' ← decides') : '';
};

const detailsOf = (rule: ExplainedRule, { paint, width }: Terminal): readonly string[] => {
  const reads = shorten(readsOf(rule), width - INDENT.length);
  const read = reads === '' ? [] : [paint('dim', reads)];
  switch (rule.state) {
    case 'spoke':
      return [visible(rule.message ?? ''), ...read];
    case 'error':
      return [paint('red', visible(rule.message ?? 'it failed')), ...read];
    case 'mute':
      return [`not heard: ${listed(rule.missing)} ${rule.missing.length === 1 ? 'is' : 'are'} not known`, ...read];
    case 'silent':
      return [];
    default:
      return assertNever(rule.state);
  }
};

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** What it read: the context first, since that is what a session changes. */
const readsOf = ({ reads, parameters, views }: ExplainedRule): string => {
  const known = Object.entries(reads).filter(([, value]) => value !== null);
  const all = [...known, ...Object.entries(parameters)];
  const parts = [
    ...views.map((language) => `the parsed ${language}`),
    ...all.map(([name, value]) => `${visible(name)} = ${brief(value, 60)}`),
  ];
  return parts.length === 0 ? '' : `read ${parts.join(', ')}`;
};

const brief = (value: unknown, most: number): string => shorten(visible(JSON.stringify(value)), Math.max(20, most));
