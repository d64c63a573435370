import { existsSync, statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { exchange } from '@writ/pep';
import { resolveOpa } from '@writ/policy';
import { EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import { placesOf, readConnection, readSettings } from '../connect/connection.js';
import { isConnected } from '../connect/settings.js';
import { runCommand } from '../demo/claude.js';
import { hookCommand } from '../connect/connection.js';
import { findService } from '../local/local-service.js';
import { isLocked } from '../local/vault.js';

interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
}

const RUNS = 5;
/** What a hook call may cost over the decision itself. */
const HOOK_BUDGET_MS = 60;

export const doctor: Command = {
  name: 'doctor',
  summary: 'check that everything works, from the node version to the hook',
  usage: 'doctor',
  options: {
    project: { type: 'string', value: 'folder', about: 'the project whose connection is checked (default the current folder)' },
    user: { type: 'boolean', about: 'check the connection of this user' },
  },
  examples: ['npx writ doctor', 'npx writ doctor --json'],
  run: async (invocation) => {
    const checks = [
      checkNode(),
      await checkOpa(invocation),
      checkData(invocation),
      await checkService(invocation),
      checkConnection(invocation),
      checkLevel(invocation),
      await checkHook(),
    ];
    const healthy = checks.every(({ state }) => state !== 'fail');
    const { terminal } = invocation;
    if (invocation.json) terminal.json({ healthy, checks });
    else
      terminal.table(
        checks.map(({ name, state, detail }) => [
          terminal.paint(({ ok: 'green', warn: 'yellow', fail: 'red' } as const)[state], state),
          name,
          detail,
        ]),
      );
    return healthy ? EXIT.ok : EXIT.no;
  },
};

const checkNode = (): Check => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < 20 || (major === 20 && minor < 19);
  return {
    name: 'node',
    state: old ? 'fail' : 'ok',
    detail: old ? `${process.versions.node} is too old; install 20.19 or later` : process.versions.node,
  };
};

const checkOpa = async ({ config }: Invocation): Promise<Check> => {
  try {
    return { name: 'opa', state: 'ok', detail: config.opa ?? (await resolveOpa()) };
  } catch (error) {
    return { name: 'opa', state: 'fail', detail: `${error instanceof Error ? error.message : String(error)}; \`npm start\` gets it` };
  }
};

const checkData = ({ dataDir }: Invocation): Check => {
  const folder = statSync(dataDir, { throwIfNoEntry: false });
  if (folder === undefined) return { name: 'data', state: 'warn', detail: `\`${dataDir}\` does not exist yet; \`npx writ up\` makes it` };
  // Passing through is open where root's database runs as another user; reading and writing never are.
  const open = (folder.mode & 0o066) !== 0;
  return {
    name: 'data',
    state: open ? 'fail' : 'ok',
    detail: open ? `others can read \`${dataDir}\`; run \`chmod go-rw ${dataDir}\`` : dataDir,
  };
};

const checkService = async ({ dataDir }: Invocation): Promise<Check> => {
  const service = await findService(dataDir);
  if (service === null) return { name: 'service', state: 'warn', detail: `none runs on \`${dataDir}\`; start it with \`npx writ up\`` };
  try {
    const started = performance.now();
    await exchange({ method: 'GET', url: `${service.rest_url}/readyz`, headers: {}, withinMs: 20_000 });
    return { name: 'service', state: 'ok', detail: `${service.rest_url} is ready (${(performance.now() - started).toFixed(0)} ms)` };
  } catch (error) {
    return { name: 'service', state: 'fail', detail: `${service.rest_url}: ${error instanceof Error ? error.message : String(error)}` };
  }
};

const checkConnection = ({ text, flag }: Invocation): Check => {
  const places = placesOf({ project: text('project') ?? '.', user: flag('user') });
  const connected = isConnected(readSettings(places.settingsFile).settings);
  const configured = readConnection(places) !== null;
  const name = 'claude code';
  if (connected && configured) return { name, state: 'ok', detail: `connected by \`${places.settingsFile}\`` };
  if (connected)
    return {
      name,
      state: 'fail',
      detail: `\`${places.settingsFile}\` leads to a connection that is gone, so everything is denied; run \`npx writ connect claude-code\``,
    };
  return { name, state: 'warn', detail: `not connected here; run \`npx writ connect claude-code\`` };
};

/** What keeps an agent out that runs as whoever runs this: the levels of SECURITY.md. */
const checkLevel = ({ dataDir, text, flag }: Invocation): Check => {
  const name = 'level';
  const connection = readConnection(placesOf({ project: text('project') ?? '.', user: flag('user') }));
  const remote = connection !== null && !isOfThisMachine(new URL(connection.url).hostname);
  if (remote) return { name, state: 'ok', detail: 'remote service: what an agent does on this machine reaches none of its secrets' };
  const folder = statSync(dataDir, { throwIfNoEntry: false });
  if (folder === undefined) return { name, state: 'warn', detail: 'none yet: nothing was started here' };
  if (process.getuid !== undefined && process.getuid() !== 0 && folder.uid !== process.getuid())
    return { name, state: 'ok', detail: 'own user: what runs as you reaches none of the secrets of the service' };
  if (existsSync(join(dataDir, 'demonstration')))
    return {
      name,
      state: 'warn',
      detail: 'demonstration: protects nothing, anybody on this machine may be anybody; use another data folder',
    };
  if (!isLocked(dataDir))
    return { name, state: 'warn', detail: 'open: nobody owns this service yet; set yourself up by the link that `npx writ up` prints' };
  return {
    name,
    state: 'ok',
    detail: `sealed: a yes takes a passphrase or a passkey; SECURITY.md says what a program of the same user still can`,
  };
};

/** Whether an address is one of this machine, as far as it can be told without asking anybody. */
const isOfThisMachine = (host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  return /^127\.|^0\.0\.0\.0$|^::1?$|(?:^|\.)localhost$/u.test(bare) || bare === hostname().toLowerCase() || own.includes(bare);
};

/** What the hook program costs without a decision: from start to answer, where there is nothing to ask. */
const checkHook = async (): Promise<Check> => {
  const times: number[] = [];
  const command = hookCommand({ configFile: join('/', 'nonexistent', 'writ'), asks: [] });
  for (let i = 0; i < RUNS; i += 1) {
    const run = await runCommand(command, '{"hook_event_name":"PreToolUse"}');
    if (run.exitCode !== 2) return { name: 'hook', state: 'fail', detail: `answered ${String(run.exitCode)} where it must deny` };
    times.push(run.ms);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  const ms = median.toFixed(0);
  const detail = `denies what it cannot decide; a call costs ${ms} ms over the decision, of ${String(HOOK_BUDGET_MS)} ms that it may`;
  return { name: 'hook', state: median <= HOOK_BUDGET_MS ? 'ok' : 'warn', detail };
};
