import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { controlClient, SERVER_OPTIONS } from './policy/control-client.js';
import type { ControlClient } from './policy/control-client.js';

/** `writ deliveries`: whether people heard of what waits for them. */
export const deliveries: Command = {
  name: 'deliveries',
  summary: 'see over which channels people were told of what waits for them, and what did not arrive',
  usage: 'deliveries [<decision id>]',
  details:
    'Each line is one question over one channel: how often it was tried, how that went and when it is tried again. A channel `pep:…`\n' +
    'asks nothing: it tells the enforcement points of that agent that a decision is settled. `shows` says\n' +
    'whether a message that can be answered where it stands still asks (`open`), shows how it ended (`closed`), or could not be\n' +
    'changed (`stuck`). Exit status: 0 everything arrived, 1 something has not, 2 it could not be said.',
  options: {
    ...SERVER_OPTIONS,
    undelivered: { type: 'boolean', about: 'only what has not arrived' },
    first: { type: 'string', value: 'number', about: 'so many of the newest (default 50)' },
  },
  examples: ['npx writ deliveries', 'npx writ deliveries dec_01… --json', 'npx writ deliveries --undelivered'],
  run: async (invocation) => {
    const client = await controlClient(invocation, 'bob');
    const [id] = invocation.positionals;
    const found = id === undefined ? await newest(client, invocation) : await ofDecision(client, id);
    return show(invocation.flag('undelivered') ? found.filter(({ state }) => state !== 'delivered') : found, invocation);
  },
};

interface Delivery {
  readonly decisionId: string;
  readonly channel: string;
  readonly asks: string;
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly nextAt: string | null;
  readonly changedAt: string;
  readonly shows: string | null;
}

const FIELDS = 'decisionId channel asks state attempts error nextAt changedAt shows';
const MOST = 50;

async function newest(client: ControlClient, invocation: Invocation): Promise<readonly Delivery[]> {
  const given = invocation.text('first') ?? MOST.toString();
  const first = Number(given);
  if (!Number.isInteger(first) || first < 1) throw new CliError(`\`--first ${given}\` is no number of lines`, 'write `--first 50`');
  const { deliveries: page } = await client.query<{ readonly deliveries: { readonly nodes: readonly Delivery[] } }>(
    `query ($first: Int!, $undelivered: Boolean!) { deliveries(first: $first, undelivered: $undelivered) { nodes { ${FIELDS} } } }`,
    { first, undelivered: invocation.flag('undelivered') },
  );
  return page.nodes;
}

const ofDecision = async (client: ControlClient, id: string): Promise<readonly Delivery[]> => {
  const { decision } = await client.query<{ readonly decision: { readonly deliveries: readonly Delivery[] } }>(
    `query ($id: ID!) { decision(id: $id) { deliveries { ${FIELDS} } } }`,
    { id },
  );
  return decision.deliveries;
};

function show(found: readonly Delivery[], { terminal, json }: Invocation): number {
  const status = found.every(({ state }) => state === 'delivered') ? EXIT.ok : EXIT.no;
  if (json) {
    terminal.json({ deliveries: found });
    return status;
  }
  if (found.length === 0) {
    terminal.line('nobody was told of anything');
    return status;
  }
  terminal.table(
    found.map(({ decisionId, channel, asks, state, attempts, error, nextAt, shows }) => [
      decisionId,
      channel,
      asks,
      state === 'delivered' ? state : terminal.paint(state === 'rejected' ? 'red' : 'yellow', state),
      attempts.toString(),
      shows ?? '',
      [...(error === null ? [] : [visible(error)]), ...(nextAt === null ? [] : [`next at ${nextAt}`])].join('; '),
    ]),
    { head: ['decision', 'channel', 'asks', 'state', 'attempts', 'shows', 'last error'] },
  );
  return status;
}
