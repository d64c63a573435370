import type { Decision, Modification } from '@writ/aarm';
import { questionOf } from '@writ/engine';
import type { ApprovalRequest } from '@writ/engine';
import { CliError, EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { visible } from '../cli/terminal.js';
import { needService, personClient, signIn } from '../local/local-service.js';
import type { PersonClient, ServiceRecord } from '../local/local-service.js';
import { waitingApprovals } from '../local/waiting-approvals.js';

export const approvals: Command = {
  name: 'approvals',
  summary: 'see what waits for a person, and answer it',
  usage: 'approvals [list | approve <decision id>… | deny <decision id>… | answer <decision id>=approve|deny…]',
  details:
    'An answer is bound to exactly the parameters that are shown, is used once, and is recorded with its signer. Several are given at\n' +
    'once, each by itself: one that is refused stops no other.\n' +
    'With --cap, --keep or --drop it is bound to what these leave, and that is what runs.\n' +
    'Who asked for an action cannot approve it.',
  options: {
    ...AS_OPTION,
    comment: { type: 'string', value: 'text', about: 'a reason, kept in the receipt' },
    cap: { type: 'string', multiple: true, value: 'name=number', about: 'approve only up to that number' },
    keep: { type: 'string', multiple: true, value: 'name=a,b', about: 'approve only these members of a list' },
    drop: { type: 'string', multiple: true, value: 'name', about: 'approve only without this optional parameter' },
  },
  examples: [
    'npx writ approvals',
    'npx writ approvals approve dec_01… --as bob',
    'npx writ approvals approve dec_01… --cap limit=10',
    'npx writ approvals answer dec_01…=approve dec_02…=deny',
    'npx writ approvals deny dec_01… --comment "not today"',
  ],
  run: async (invocation) => {
    const [verb = 'list', ...given] = invocation.positionals;
    const { dataDir } = invocation;
    const service = await needService(dataDir);
    const { id: who, token } = await signIn(invocation, service, 'bob');
    const person = personClient(service, token);
    const waiting = await waitingApprovals(person);
    if (verb === 'list') return list(waiting, invocation);
    const chosen = choicesIn(verb, given).map(({ id, says }): Chosen => {
      const request = waiting.find(({ decision }) => decision.decision_id === id);
      if (request === undefined)
        throw new CliError(`\`${id}\` does not wait for an answer of \`${who}\``, `\`npx writ approvals --as ${who}\` lists what does`);
      if (says === 'approve' && request.presence_required) throw elsewhere(request, service);
      return { request, says };
    });
    const [only] = chosen;
    return chosen.length === 1 && only !== undefined ? answer(only, person, invocation) : answerAll(chosen, person, invocation);
  },
};

interface Chosen {
  readonly request: ApprovalRequest;
  readonly says: 'approve' | 'deny';
}

/** `approve a b`, `deny a b`, `answer a=approve b=deny`. */
function choicesIn(verb: string, given: readonly string[]): readonly { readonly id: string; readonly says: Chosen['says'] }[] {
  if (verb !== 'approve' && verb !== 'deny' && verb !== 'answer')
    throw new CliError(`\`${verb}\` is not an answer`, 'use `list`, `approve`, `deny` or `answer`');
  if (given.length === 0) throw new CliError('it is not said what is answered', '`npx writ approvals` lists what waits');
  return given.map((text) => {
    if (verb !== 'answer') return { id: text, says: verb };
    const [id = '', says] = text.split('=');
    if (says !== 'approve' && says !== 'deny')
      throw new CliError(`\`${text}\` is not an answer`, 'write `<decision id>=approve` or `<decision id>=deny`');
    return { id, says };
  });
}

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

const answer = async ({ request, says }: Chosen, person: PersonClient, invocation: Invocation): Promise<number> => {
  const { terminal, json } = invocation;
  if (!json) show(request, terminal);
  const modifications = changesIn(invocation);
  const body = { ...bodyOf({ request, says }, invocation), ...(modifications.length === 0 ? {} : { modifications }) };
  const decision = (await person.post(`/v1/approvals/${encodeURIComponent(request.decision.decision_id)}`, body)) as Decision;
  if (json) terminal.json(decision);
  else
    terminal.line(
      says === 'approve' ? `approved: the decision is now ${decision.result}` : `denied: the decision is now ${decision.result}`,
    );
  return EXIT.ok;
};

function bodyOf({ request, says }: Chosen, { text }: Invocation): Readonly<Record<string, unknown>> {
  const comment = text('comment');
  return { answer: says, action_digest: request.action_digest, ...(comment === undefined ? {} : { comment }) };
}

/** What became of one of several answers. */
interface Result {
  readonly decision_id: string;
  readonly decision?: Decision;
  readonly problem?: { readonly code: string; readonly detail: string; readonly fix: string };
}

/** Several answers at once: exit status 1 where one of them was refused. */
const answerAll = async (chosen: readonly Chosen[], person: PersonClient, invocation: Invocation): Promise<number> => {
  const { terminal, json } = invocation;
  if (changesIn(invocation).length > 0)
    throw new CliError('`--cap`, `--keep` and `--drop` are about one decision', 'answer that one by itself');
  if (!json) for (const { request } of chosen) show(request, terminal);
  const answers = chosen.map((each) => ({ decision_id: each.request.decision.decision_id, answer: bodyOf(each, invocation) }));
  const { results } = (await person.post('/v1/approvals/answers', { answers })) as { readonly results: readonly Result[] };
  if (json) terminal.json({ results });
  else
    for (const { decision_id, decision, problem } of results)
      terminal.line(
        problem === undefined
          ? `${terminal.paint('green', 'answered')}  ${decision_id}  is now ${decision?.result ?? ''}`
          : `${terminal.paint('red', 'refused ')}  ${decision_id}  ${visible(problem.detail)}; ${visible(problem.fix)}`,
      );
  return results.every(({ problem }) => problem === undefined) ? EXIT.ok : EXIT.no;
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
