import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command, Invocation } from '../../cli/command.js';
import { visible } from '../../cli/terminal.js';
import { confirmed } from './confirm.js';
import { controlClient, SERVER_OPTIONS } from './control-client.js';
import type { ControlClient } from './control-client.js';
import { foldersOf, needFolders, opaOf } from './local-packs.js';
import { checkoutOf, readFolders } from './pack-files.js';
import type { Checkout, SentFolder } from './pack-files.js';
import { activate, create, examine, move } from './server-change.js';
import type { Changed } from './server-change.js';
import { planFor, showPlan, versionOn } from './server-plan.js';
import type { ServerVersion } from './server-plan.js';
import { showFindings } from './show-findings.js';

/** Refusals that another person resolves: nothing is wrong with the packs. */
const FOR_OTHERS: readonly string[] = ['role_missing', 'author_signs', 'signed_already', 'approvals_missing'];
/** Moves from nothing to active, and some to spare. */
const MOST_STEPS = 8;

export const apply: Command = {
  name: 'policy apply',
  summary: 'bring packs as far as your roles allow: publish, check, test, sign, activate',
  usage: 'policy apply [<pack folder>…]',
  details:
    'Shows the plan first. Done again, it goes on where it stands; packs that are active already are left alone. In a git\n' +
    'checkout without changes the commit goes on record. People of the development issuer: `ann` (author), `pia` (policy\n' +
    'approver), `olga` (operator).\n' +
    'Exit status: 0 active, or it waits for another person; 1 refused; 2 it could not be done.',
  options: {
    ...SERVER_OPTIONS,
    'override-intent': { type: 'string', value: 'reason', about: 'activate though no rule reads intent; goes on record' },
    'override-blast-radius': {
      type: 'string',
      value: 'reason',
      about: 'activate though too much flips, or nobody replayed; goes on record',
    },
  },
  examples: [
    'npx writ policy apply policies/baseline refunds',
    'npx writ policy apply policies/baseline refunds --as pia --yes',
    'npx writ policy apply policies/baseline refunds --as olga --yes --json',
  ],
  run: async (invocation) => {
    const { terminal, json, positionals } = invocation;
    const packs = needFolders(foldersOf(positionals));
    const client = await controlClient(invocation, 'ann');
    const plan = await planFor(client, { packs, opa: await opaOf(invocation), git: await checkoutOf(packs) });
    if (!json) showPlan(plan, terminal);
    if (plan.hash === plan.active) return told(invocation, { plan, steps: [], version: plan.version });
    if (!(await confirmed(invocation, 'apply it?'))) throw new CliError('nothing was changed', 'answer `y` to apply it');
    const steps = await walk(client, { invocation, folders: readFolders(packs), git: plan.git, hash: plan.hash });
    return told(invocation, { plan, steps, version: await versionOn(client, plan.hash) });
  },
};

interface Walk {
  readonly invocation: Invocation;
  readonly folders: readonly SentFolder[];
  readonly git: Checkout | null;
  readonly hash: string;
}

/** One move after the other, until it is active or somebody refuses. */
async function walk(client: ControlClient, at: Walk): Promise<readonly Changed[]> {
  const steps: Changed[] = [];
  for (let version = await versionOn(client, at.hash); version?.state !== 'active' && steps.length < MOST_STEPS;) {
    const step = await next(client, version, at);
    steps.push(step);
    if (!step.ok) break;
    if (step.hash !== at.hash)
      throw new CliError(`the server compiles these packs to \`${step.hash}\``, 'use the version of `opa` that the server uses');
    version = await versionOn(client, at.hash);
  }
  return steps;
}

async function next(client: ControlClient, version: ServerVersion | null, { invocation, folders, git, hash }: Walk): Promise<Changed> {
  const reason = invocation.text('reason') ?? '';
  switch (version?.state) {
    case 'draft':
      return examine(client, { move: 'checkVersion', hash, folders });
    case 'checked':
      return examine(client, { move: 'testVersion', hash, folders });
    case 'tested':
      return move(client, { name: 'signVersion', hash, reason });
    case 'signed':
    case 'shadow':
      return activate(client, { hash, reason, overrides: overridesOf(invocation) });
    case 'retired':
      if (version.everActive) return move(client, { name: 'rollbackVersion', hash, reason });
      return create(client, { folders, reason, commit: commitOf(git) });
    default:
      return create(client, { folders, reason, commit: commitOf(git) });
  }
}

/** A commit that is not what was sent would be a false record. */
const commitOf = (git: Checkout | null): string | null => (git === null || git.changed ? null : git.commit);

const overridesOf = ({ text }: Invocation): Readonly<Record<string, string>> => {
  const [intentUnread, blastRadius] = [text('override-intent'), text('override-blast-radius')];
  return { ...(intentUnread === undefined ? {} : { intentUnread }), ...(blastRadius === undefined ? {} : { blastRadius }) };
};

interface Told {
  readonly plan: Awaited<ReturnType<typeof planFor>>;
  readonly steps: readonly Changed[];
  readonly version: ServerVersion | null;
}

function told({ terminal, json }: Invocation, { plan, steps, version }: Told): number {
  const last = steps.at(-1);
  const refused = last?.ok === false ? last : null;
  const passed = version !== null && (refused === null || FOR_OTHERS.includes(refused.code));
  if (json) terminal.json({ plan, steps, version, passed });
  else {
    terminal.table(steps.flatMap((step) => (step.ok ? [[terminal.paint('green', step.event), step.state, step.receipt]] : [])));
    if (refused !== null) terminal.line(`${terminal.paint(passed ? 'yellow' : 'red', refused.code)}  ${visible(refused.message)}`);
    if (refused !== null) showFindings(refused.findings, terminal);
    terminal.line(`the version is ${version?.state ?? 'not published'}${missing(version)}`);
  }
  return passed ? EXIT.ok : EXIT.no;
}

const missing = (version: ServerVersion | null): string =>
  version === null || version.missing.length === 0 ? '' : `; missing: ${version.missing.join('; ')}`;
