import { tellTerminal } from '../cli/ask-secret.js';
import { CliError, EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command, Invocation } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { callIssuer, listPeople, needService, signIn } from '../local/local-service.js';
import type { ServiceRecord } from '../local/local-service.js';

export const people: Command = {
  name: 'people',
  summary: 'see who may answer and decide here, and invite somebody',
  usage: 'people [list | invite | remove <person>]',
  details:
    'An invitation is a link that works once, within an hour: whoever opens it chooses a name and a passphrase, and may add a passkey.\n' +
    'Who is removed gets no token any more, and neither do the agents that act for them. It takes the role `administrator`.',
  options: {
    ...AS_OPTION,
    roles: { type: 'string', value: 'a,b', about: 'what somebody is invited as (default `viewer,approver`); docs/people.md lists them' },
  },
  examples: ['npx writ people', 'npx writ people invite --roles approver', 'npx writ people remove bob'],
  run: async (invocation) => {
    const [verb = 'list', given] = invocation.positionals;
    const service = await needService(invocation.dataDir);
    if (service.realm === 'demonstration')
      throw new CliError('the people of a demonstration are always the same', 'start `npx writ up` on another data folder');
    switch (verb) {
      case 'list':
        return list(service, invocation);
      case 'invite':
        return invite(service, invocation);
      case 'remove':
        return remove(service, given, invocation);
      default:
        throw new CliError(`\`${verb}\` is not something to do`, 'use `list`, `invite` or `remove`');
    }
  },
};

const list = async (service: ServiceRecord, invocation: Invocation): Promise<number> => {
  const { terminal, json } = invocation;
  const found = await listPeople(service, (await signIn(invocation, service, 'alice')).token);
  if (json) terminal.json({ people: found });
  else terminal.table(found.map(({ id, roles }) => [visible(id), visible(roles.join(', '))]));
  return EXIT.ok;
};

const invite = async (service: ServiceRecord, invocation: Invocation): Promise<number> => {
  const { terminal, json, text } = invocation;
  const roles = (text('roles') ?? 'viewer,approver').split(',').map((role) => role.trim());
  const { token } = await signIn(invocation, service, 'alice');
  const { url } = await callIssuer(service, { path: '/invitations', body: { roles }, authority: token });
  // To the terminal alone, as the link of the owner: whoever reads it first is who is invited.
  tellTerminal(`give this to whoever is to be ${roles.join(', ')}; it works once, within an hour\n  ${String(url)}`);
  if (json) terminal.json({ invited: true, roles });
  return EXIT.ok;
};

const remove = async (service: ServiceRecord, person: string | undefined, invocation: Invocation): Promise<number> => {
  const { terminal, json } = invocation;
  if (person === undefined) throw new CliError('it is not said who', '`npx writ people` lists them');
  const { token } = await signIn(invocation, service, 'alice');
  const { removed } = await callIssuer(service, { path: '/people/remove', body: { person }, authority: token });
  if (json) terminal.json({ removed });
  else terminal.line(`\`${visible(person)}\` is removed; a token of theirs that is still out ends within 15 minutes`);
  return EXIT.ok;
};
