import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command } from '../../cli/command.js';
import { visible } from '../../cli/terminal.js';
import { confirmed } from './confirm.js';
import { controlClient, SERVER_OPTIONS } from './control-client.js';
import type { ControlClient } from './control-client.js';
import { move } from './server-change.js';

export const rollback: Command = {
  name: 'policy rollback',
  summary: 'go back to a version that was active; every replica follows within seconds',
  usage: 'policy rollback [<hash>]',
  details:
    'Without a hash it is the version that the active one replaced; a hash may be cut short.\n' +
    'Exit status: 0 rolled back, 1 refused, 2 it could not be done.',
  options: SERVER_OPTIONS,
  examples: ['npx writ policy rollback --yes --reason "refunds are blocked"', 'npx writ policy rollback sha256:41ab --yes'],
  run: async (invocation) => {
    const { terminal, json, positionals, text } = invocation;
    const client = await controlClient(invocation, 'olga');
    const found = await target(client, positionals[0]);
    if (!json)
      terminal.table([
        ['active', found.active],
        ['goes back to', found.hash],
      ]);
    if (!(await confirmed(invocation, 'roll back?'))) throw new CliError('nothing was changed', 'answer `y` to roll back');
    const answer = await move(client, { name: 'rollbackVersion', hash: found.hash, reason: text('reason') ?? '' });
    if (json) terminal.json({ from: found.active, to: found.hash, ...answer });
    else if (answer.ok) terminal.line(`${terminal.paint('green', 'rolled back')}: ${found.hash} is active, receipt ${answer.receipt}`);
    else terminal.line(`${terminal.paint('red', answer.code)}  ${visible(answer.message)}`);
    return answer.ok ? EXIT.ok : EXIT.no;
  },
};

interface Shown {
  readonly policyPointer: { readonly active: string } | null;
  readonly policyVersions: { readonly nodes: readonly { readonly hash: string; readonly everActive: boolean }[] };
  readonly policyTransitions: {
    readonly nodes: readonly { readonly hash: string | null; readonly to: string | null; readonly replaced: string | null }[];
  };
}
const TEXT = `{ policyPointer { active } policyVersions(first: 200) { nodes { hash everActive } }
  policyTransitions(first: 200) { nodes { hash to replaced } } }`;

async function target(client: ControlClient, asked: string | undefined): Promise<{ readonly active: string; readonly hash: string }> {
  const { policyPointer, policyVersions, policyTransitions } = await client.query<Shown>(TEXT);
  if (policyPointer === null) throw new CliError('nothing is active on the server', 'activate a version with `npx writ policy apply`');
  const { active } = policyPointer;
  if (asked === undefined) {
    const before = policyTransitions.nodes.find(({ hash, to }) => hash === active && to === 'active')?.replaced ?? null;
    if (before !== null) return { active, hash: before };
    throw new CliError('the active version replaced none', 'name the version to go back to');
  }
  const wanted = asked.startsWith('sha256:') ? asked : `sha256:${asked}`;
  const found = policyVersions.nodes.filter(({ hash, everActive }) => everActive && hash.startsWith(wanted));
  const [only] = found;
  if (only !== undefined && found.length === 1) return { active, hash: only.hash };
  throw new CliError(
    found.length === 0 ? `no version that was active begins with \`${asked}\`` : `\`${asked}\` begins more than one version`,
    'give the hash as receipts and `writ log` of the control session name it',
  );
}
