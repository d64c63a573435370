import { STOP_KINDS } from '@writ/aarm';
import type { StopRecord } from '@writ/aarm';
import { CliError, EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { visible } from '../cli/terminal.js';
import { asPerson, needService } from '../local/local-service.js';
import type { PersonClient } from '../local/local-service.js';

export const stops: Command = {
  name: 'stops',
  summary: 'the kill switch: stop somebody at once, and let them go on',
  usage: 'stops [list | stop <kind> <id> | lift <stop id>]',
  details:
    `Stops a ${STOP_KINDS.map((kind) => `\`${kind}\``).join(', ')}. What waits for it ends in DENY and what it asks for is denied,\n` +
    'within a second in every process, until the stop is lifted. Both leave a signed receipt. It takes the role\n' +
    '`operator`.',
  options: {
    ...AS_OPTION,
    reason: { type: 'string', value: 'text', about: 'why; shown to whoever is denied, and kept in the receipt' },
  },
  examples: [
    'npx writ stops',
    'npx writ stops stop agent_instance laptop-1 --reason "it mails customers"',
    'npx writ stops stop session ses_01… --reason "incident 12"',
    'npx writ stops lift stp_01…',
  ],
  run: async (invocation) => {
    const [verb = 'list', ...given] = invocation.positionals;
    const { dataDir } = invocation;
    const service = await needService(dataDir);
    const person = await asPerson(invocation, service, 'olga');
    switch (verb) {
      case 'list':
        return list(((await person.get('/v1/stops')) as { readonly stops: readonly StopRecord[] }).stops, invocation);
      case 'stop':
        return stop(person, given, invocation);
      case 'lift':
        return lift(person, given, invocation);
      default:
        throw new CliError(`\`${verb}\` is not something to do`, 'use `list`, `stop` or `lift`');
    }
  },
};

const list = (all: readonly StopRecord[], { terminal, json }: Invocation): number => {
  if (json) terminal.json({ stops: all });
  else if (all.length === 0) terminal.line('nobody is stopped, and nobody was');
  else for (const each of all) show(each, terminal);
  return EXIT.ok;
};

const stop = async (person: PersonClient, [kind, id]: readonly string[], { terminal, json, text }: Invocation): Promise<number> => {
  const reason = text('reason');
  if (kind === undefined || id === undefined) throw new CliError('it is not said who', `name one of ${STOP_KINDS.join(', ')} and its id`);
  if (reason === undefined) throw new CliError('it is not said why', 'add `--reason "…"`: whoever is denied will read it');
  const stopped = (await person.post('/v1/stops', { kind, id, reason })) as StopRecord;
  if (json) terminal.json(stopped);
  else {
    show(stopped, terminal);
    terminal.line(`to let it go on: npx writ stops lift ${stopped.stop_id}`);
  }
  return EXIT.ok;
};

const lift = async (person: PersonClient, [id]: readonly string[], { terminal, json }: Invocation): Promise<number> => {
  if (id === undefined) throw new CliError('it is not said which stop', '`npx writ stops` lists them');
  const lifted = (await person.post(`/v1/stops/${encodeURIComponent(id)}/lift`, undefined)) as StopRecord;
  if (json) terminal.json(lifted);
  else show(lifted, terminal);
  return EXIT.ok;
};

const show = ({ stop_id, kind, id, reason, by, at, lifted_at, lifted_by }: StopRecord, terminal: Terminal): void => {
  const state = lifted_at === null ? terminal.paint('red', 'stopped') : terminal.paint('dim', 'lifted ');
  terminal.line(`${state}  ${kind} ${visible(id)}  ${stop_id}`);
  terminal.line(`  why    ${visible(reason)}`);
  terminal.line(`  by     ${visible(by)} at ${at}`);
  if (lifted_at !== null) terminal.line(`  lifted by ${visible(lifted_by ?? 'nobody known')} at ${lifted_at}`);
};
