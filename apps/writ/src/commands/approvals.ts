import type { Decision, Modification } from '@writ/aarm';
import { questionOf } from '@writ/engine';
import type { ApprovalRequest } from '@writ/engine';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { visible } from '../cli/terminal.js';
import { asPerson, needService } from '../local/local-service.js';
import type { PersonClient, ServiceRecord } from '../local/local-service.js';

export const approvals: Command = {
  name: 'approvals',
  summary: 'see what waits for a person, and answer it',
  usage: 'approvals [list | approve <decision id> | deny <decision id>]',
  details:
    'An answer is bound to exactly the parameters that are shown, is used once, and is recorded with its signer.\n' +
    'With --cap, --keep or --drop it is bound to what these leave, and that is what runs.\n' +
    'Who asked for an action cannot approve it. People come from the development issuer: `alice` (developer), `bob`\n' +
    '(approver), `carol` (auditor).',
  options: {
    as: { type: 'string', value: 'person', about: 'who answers (default `bob`)' },
    comment: { type: 'string', value: 'text', about: 'a reason, kept in the receipt' },
    cap: { type: 'string', multiple: true, value: 'name=number', about: 'approve only up to that number' },
    keep: { type: 'string', multiple: true, value: 'name=a,b', about: 'approve only these members of a list' },
    drop: { type: 'string', multiple: true, value: 'name', about: 'approve only without this optional parameter' },
  },
  examples: [
    'npx writ approvals',
    'npx writ approvals approve dec_01… --as bob',
    'npx writ approvals approve dec_01… --cap limit=10',
    'npx writ approvals deny dec_01… --comment "not today"',
  ],
  run: async (invocation) => {
    const [verb = 'list', id] = invocation.positionals;
    const { dataDir } = invocation;
    const service = await needService(dataDir);
    const who = invocation.text('as') ?? 'bob';
    const person = await asPerson({ service, dataDir, person: who });
    const { approvals: waiting } = (await person.get('/v1/approvals')) as { readonly approvals: readonly ApprovalRequest[] };
    if (verb === 'list') return list(waiting, invocation);
    if (verb !== 'approve' && verb !== 'deny') throw new CliError(`\`${verb}\` is not an answer`, 'use `list`, `approve` or `deny`');
    const request = waiting.find(({ decision }) => decision.decision_id === id);
    if (request === undefined)
      throw new CliError(`\`${id ?? ''}\` does not wait for an answer of \`${who}\``, `\`npx writ approvals --as ${who}\` lists what does`);
    if (verb === 'approve' && request.presence_required) throw elsewhere(request, service);
    return answer(request, { verb, person }, invocation);
  },
};

/** A terminal has no passkey. */
const elsewhere = ({ decision }: ApprovalRequest, { graphql_url: at }: ServiceRecord): CliError => {
  const path = `/approvals/${encodeURIComponent(decision.decision_id)}`;
  const where = at === undefined || at === null ? `at \`${path}\` there` : `\`${new URL(path, at).href}\``;
  return new CliError('approving this takes a passkey, and a terminal has none', `answer in the console: ${where}; denying works here`);
};

const list = (waiting: readonly ApprovalRequest[], { terminal, json }: Invocation): number => {
  if (json) terminal.json({ approvals: waiting });
  else if (waiting.length === 0) terminal.line('nothing waits for approval');
  else for (const request of waiting) show(request, terminal);
  return EXIT.ok;
};

const answer = async (
  request: ApprovalRequest,
  { verb, person }: { readonly verb: 'approve' | 'deny'; readonly person: PersonClient },
  invocation: Invocation,
): Promise<number> => {
  const { terminal, json } = invocation;
  if (!json) show(request, terminal);
  const comment = invocation.text('comment');
  const modifications = changesIn(invocation);
  const body = {
    answer: verb,
    action_digest: request.action_digest,
    ...(comment === undefined ? {} : { comment }),
    ...(modifications.length === 0 ? {} : { modifications }),
  };
  const decision = (await person.post(`/v1/approvals/${encodeURIComponent(request.decision.decision_id)}`, body)) as Decision;
  if (json) terminal.json(decision);
  else
    terminal.line(
      verb === 'approve' ? `approved: the decision is now ${decision.result}` : `denied: the decision is now ${decision.result}`,
    );
  return EXIT.ok;
};

/** The edits of `--cap`, `--keep` and `--drop`; names go down with dots. */
const changesIn = ({ texts }: Invocation): readonly Modification[] => [
  ...texts('cap').map((text) => ({ op: 'cap' as const, ...assigned('cap', text, numberIn) })),
  ...texts('keep').map((text) => ({ op: 'keep' as const, ...assigned('keep', text, (value) => value.split(',')) })),
  ...texts('drop').map((name) => ({ op: 'drop' as const, path: name.split('.') })),
];

function assigned<T>(option: string, text: string, read: (value: string) => T): { path: string[]; value: T } {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(`\`--${option} ${text}\` names no value`, `write \`--${option} name=value\``);
  return { path: text.slice(0, at).split('.'), value: read(text.slice(at + 1)) };
}

function numberIn(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new CliError(`\`${value}\` is not a number`, 'write `--cap name=number`');
  return number;
}

const show = (request: ApprovalRequest, terminal: Terminal): void => {
  const question = questionOf(request);
  if (question === null) return;
  const { decision_id } = request.decision;
  const deferred = question.escalated ? `  ${terminal.paint('yellow', 'deferred, now up to people')}` : '';
  terminal.line(`${terminal.paint('bold', decision_id)}  ${question.title}${deferred}`);
  terminal.line(`  ${question.sentence}`);
  const width = Math.max(...question.facts.map(({ name }) => visible(name).length));
  for (const { name, text, untrusted } of question.facts) {
    const mark = untrusted ? terminal.paint('dim', '  (from the agent, not verified)') : '';
    terminal.line(`  ${visible(name).padEnd(width)}  ${text}${mark}`);
  }
  terminal.line(`  Without an answer it is denied at ${question.deadline}.`);
  terminal.line();
};
