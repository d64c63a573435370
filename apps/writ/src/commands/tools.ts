import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { diffLines } from '../connect/diff.js';
import { controlClient, SERVER_OPTIONS } from './policy/control-client.js';
import type { ControlClient } from './policy/control-client.js';

export const tools: Command = {
  name: 'tools',
  summary: 'what the tools of agents are taken for, what changed, and how much of what agents do is by known tools',
  usage: 'tools [list | accept <agent> <name> <digest>]',
  details:
    'A tool is what `tools.yaml` says (manifest), what its server says of it (annotation), what its name, description and schema\n' +
    'tell (inferred), or unknown. The first definition of a tool is pinned for its agent; one that differs is told as changed in\n' +
    'every session until an operator accepts it. Sessions that are open learn of that when their tools are told again.\n' +
    'Exit status: 0 nothing changed, 1 some tool did and nobody accepted it, 2 it could not be done.',
  options: SERVER_OPTIONS,
  examples: [
    'npx writ tools',
    'npx writ tools accept agent:claude-code mail sha256:41ab… --reason "the vendor added a field"',
    'npx writ tools --json',
  ],
  run: async (invocation) => {
    const [verb = 'list', ...given] = invocation.positionals;
    const client = await controlClient(invocation, 'olga');
    switch (verb) {
      case 'list':
        return list(await reportOf(client), invocation);
      case 'accept':
        return accept(client, given, invocation);
      default:
        throw new CliError(`\`${verb}\` is not something to do`, 'use `list` or `accept`');
    }
  },
};

interface Standing {
  readonly agent: string;
  readonly name: string;
  readonly effect: string;
  readonly from: string;
  readonly certainty: number;
  readonly actions: number;
  readonly changed: { readonly digest: string; readonly definition: string; readonly pinned: string; readonly at: string } | null;
}

interface Report {
  readonly tools: readonly Standing[];
  readonly actions: number;
  readonly known: number;
}

const REPORT = `{ toolReport { actions known tools {
  agent name effect from certainty digest pinnedAt acceptedBy actions changed { digest definition pinned at } } } }`;

const reportOf = async (client: ControlClient): Promise<Report> => (await client.query<{ readonly toolReport: Report }>(REPORT)).toolReport;

const list = (report: Report, { terminal, json }: Invocation): number => {
  const { tools: all, actions, known } = report;
  const changed = all.filter((tool) => tool.changed !== null);
  const status = changed.length === 0 ? EXIT.ok : EXIT.no;
  if (json) {
    terminal.json({ ...report, share: actions === 0 ? null : known / actions });
    return status;
  }
  if (all.length === 0) terminal.line('no agent has told of a tool or used one');
  else
    terminal.table(
      all.map(({ agent, name, effect, from, certainty, actions: used, changed: met }) => [
        visible(name),
        effect,
        from === 'unknown' ? terminal.paint('yellow', from) : from,
        `${String(Math.round(certainty * 100))} %`,
        String(used),
        visible(agent),
        met === null ? '' : terminal.paint('red', 'CHANGED'),
      ]),
      { head: ['tool', 'effect', 'from', 'certain', 'actions', 'agent', ''] },
    );
  if (actions > 0) terminal.line(`${String(known)} of the ${String(actions)} newest actions were by tools whose effect is known`);
  for (const tool of changed) showChange(tool, { terminal });
  return status;
};

/** What an operator has to read before accepting it. */
const showChange = ({ agent, name, changed }: Standing, { terminal }: Pick<Invocation, 'terminal'>): void => {
  if (changed === null) return;
  terminal.line();
  terminal.line(`${terminal.paint('bold', visible(name))} of ${visible(agent)} changed, met ${changed.at}`);
  for (const { mark, text } of diffLines(changed.pinned, changed.definition)) if (mark !== ' ') terminal.line(`  ${mark} ${visible(text)}`);
  terminal.line(`  to accept it: npx writ tools accept ${visible(agent)} ${visible(name)} ${changed.digest} --reason "…"`);
};

const ACCEPT = 'mutation ($input: AcceptToolInput!) { acceptTool(input: $input) { agent name digest acceptedBy } }';

const accept = async (client: ControlClient, [agent, name, digest]: readonly string[], invocation: Invocation): Promise<number> => {
  const { terminal, json, text } = invocation;
  if (agent === undefined || name === undefined || digest === undefined)
    throw new CliError(
      'it is not said which definition of which tool',
      '`npx writ tools` shows what changed, with the command that accepts it',
    );
  const reason = text('reason');
  if (reason === undefined) throw new CliError('it is not said why', 'add `--reason "…"`: it is kept in the receipt');
  const { acceptTool } = await client.query<{ readonly acceptTool: object }>(ACCEPT, {
    input: { agent, name, digest, reason },
  });
  if (json) terminal.json(acceptTool);
  else terminal.line(`${terminal.paint('green', 'accepted')}  ${visible(name)} of ${visible(agent)} is ${digest} from now on`);
  return EXIT.ok;
};
