import { EXIT } from '../../cli/cli-error.js';
import type { Command } from '../../cli/command.js';
import { controlClient, SERVER_OPTIONS } from './control-client.js';
import { foldersOf, needFolders, opaOf } from './local-packs.js';
import { checkoutOf } from './pack-files.js';
import { planFor, showPlan } from './server-plan.js';

const { server, as } = SERVER_OPTIONS;

export const plan: Command = {
  name: 'policy plan',
  summary: 'show what packs would change on a server, and what is missing to activate them',
  usage: 'policy plan [<pack folder>…]',
  details: 'Changes nothing.\nExit status: 0 the packs are what is active, 1 they would change it, 2 it could not be told.',
  options: { ...(server === undefined ? {} : { server }), ...(as === undefined ? {} : { as }) },
  examples: ['npx writ policy plan policies/baseline', 'npx writ policy plan policies/baseline refunds --json'],
  run: async (invocation) => {
    const { terminal, json, positionals } = invocation;
    const packs = needFolders(foldersOf(positionals));
    const client = await controlClient(invocation, 'ann');
    const found = await planFor(client, { packs, opa: await opaOf(invocation), git: await checkoutOf(packs) });
    if (json) terminal.json(found);
    else showPlan(found, terminal);
    return found.hash === found.active ? EXIT.ok : EXIT.no;
  },
};
