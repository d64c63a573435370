import type { Decision } from '@writ/aarm';
import { CliError, EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { visible } from '../cli/terminal.js';
import { asPerson, needService } from '../local/local-service.js';

export const deferrals: Command = {
  name: 'deferrals',
  summary: 'see what waits for context, and tell what only you know',
  usage: 'deferrals [list | answer <decision id> <fact>=<answer>]',
  details:
    'A deferred action waits for facts. Sources that are registered (`WRIT_DEFERRALS`) are asked by themselves; some facts only\n' +
    'the human principal of the session can tell, and the list shows the question. An answer is a fact: it approves nothing.',
  options: AS_OPTION,
  examples: ['npx writ deferrals', 'npx writ deferrals answer dec_01… customer_present=yes'],
  run: async (invocation) => {
    const [verb = 'list', id, said] = invocation.positionals;
    const { dataDir, terminal, json } = invocation;
    const service = await needService(dataDir);
    const person = await asPerson(invocation, service, 'alice');
    const { deferrals: waiting } = (await person.get('/v1/deferrals')) as { readonly deferrals: readonly Decision[] };
    if (verb === 'list') return list(waiting, invocation);
    if (verb !== 'answer') throw new CliError(`\`${verb}\` is not something to do`, 'use `list` or `answer`');
    const decision = waiting.find(({ decision_id }) => decision_id === id);
    if (decision === undefined) throw new CliError(`\`${id ?? ''}\` does not wait for an answer`, '`npx writ deferrals` lists what does');
    const after = (await person.post(
      `/v1/decisions/${encodeURIComponent(decision.decision_id)}/answers`,
      answerIn(decision, said),
    )) as Decision;
    if (json) terminal.json(after);
    else terminal.line(`noted: the decision is now ${after.result}`);
    return EXIT.ok;
  },
};

/** The answer as the question has it: `2` may be a number, and `yes` a text. */
function answerIn({ deferral }: Decision, said = ''): { readonly fact: string; readonly value: string | number | boolean } {
  const at = said.indexOf('=');
  const [fact, text] = [said.slice(0, Math.max(0, at)), said.slice(at + 1)];
  const question = deferral?.questions.find((each) => each.fact === fact);
  if (question === undefined) throw new CliError(`\`${said}\` answers no question of it`, 'write `<fact>=<answer>` as the list shows it');
  const value = question.answers.find((each) => String(each) === text);
  if (value === undefined) throw new CliError(`\`${text}\` is no answer to it`, `use one of ${question.answers.map(String).join(', ')}`);
  return { fact, value };
}

const list = (waiting: readonly Decision[], { terminal, json }: Invocation): number => {
  if (json) terminal.json({ deferrals: waiting });
  else if (waiting.length === 0) terminal.line('nothing waits for context');
  else for (const decision of waiting) show(decision, terminal);
  return EXIT.ok;
};

const show = ({ decision_id, reason, missing, pending, deferral }: Decision, terminal: Terminal): void => {
  terminal.line(`${terminal.paint('bold', decision_id)}  ${visible(reason.message)}`);
  if (missing.length > 0) terminal.line(`  misses   ${missing.map(visible).join(', ')}`);
  for (const { at, by, ended, detail } of deferral?.attempts ?? [])
    terminal.line(`  tried    ${at}  ${visible(by)}  ${ended.replace('_', ' ')}: ${visible(detail)}`);
  for (const { fact, ask, answers } of deferral?.questions ?? []) {
    terminal.line(`  asks     ${visible(ask)}`);
    for (const answer of answers) terminal.line(`           npx writ deferrals answer ${decision_id} ${fact}=${visible(String(answer))}`);
  }
  terminal.line(`  Without an answer it is denied, or goes on to people, by ${pending?.deadline ?? 'its deadline'}.`);
  terminal.line();
};
