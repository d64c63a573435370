import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { claudeCode, createInstanceKey, exchange } from '@writ/pep';
import { CliError, EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import {
  formatSettings,
  hookCommand,
  placesOf,
  readConnection,
  readSettings,
  rememberBefore,
  removeConnection,
  saveConnection,
  settingsBefore,
  writeSettings,
} from '../connect/connection.js';
import type { Places } from '../connect/connection.js';
import { pinKeys } from '../connect/pin-keys.js';
import { diffLines } from '../connect/diff.js';
import { withoutWrit, withWrit } from '../connect/settings.js';
import { MOST_HOLD_MS } from '../hook/hook-config.js';
import type { HookConfig } from '../hook/hook-config.js';
import { callIssuer, enrollingAuthority, findService, needService } from '../local/local-service.js';
import type { ServiceRecord } from '../local/local-service.js';

const PLACE_OPTIONS: Command['options'] = {
  project: { type: 'string', value: 'folder', about: 'the project whose agent it is (default the current folder)' },
  user: { type: 'boolean', about: 'all projects of this user: `~/.claude/settings.json`' },
  yes: { type: 'boolean', about: 'do it without asking' },
  ...AS_OPTION,
};

export const connect: Command = {
  name: 'connect',
  summary: 'put Writ in front of every tool call of a coding agent',
  usage: 'connect claude-code',
  details:
    'Enrols this installation with the running service and adds hooks to the settings of Claude Code (2.1.295 or later),\n' +
    'with `onFailure: "block"`: where no decision can be had, nothing runs. Other settings and hooks are kept. Shows the\n' +
    'difference first; `npx writ disconnect claude-code` undoes it.',
  options: {
    ...PLACE_OPTIONS,
    human: { type: 'string', value: 'person', about: 'for whom the agent acts (default: who connects it)' },
    mcp: {
      type: 'string',
      multiple: true,
      value: 'server=name',
      about: 'the name by which policies know a server of MCP; others are `mcp.<server>`',
    },
  },
  examples: [
    'npx writ connect claude-code',
    'npx writ connect claude-code --project ~/code/app --yes',
    'npx writ connect claude-code --user',
    'npx writ connect claude-code --mcp pg=database --mcp gmail=mail',
  ],
  run: async (invocation) => {
    const places = placesFor(invocation);
    const names = mcpNames(invocation.texts('mcp'));
    const service = await needService(invocation.dataDir);
    const { text, settings } = readSettings(places.settingsFile);
    const after = withWrit(settings, hookCommand({ configFile: places.configFile, asks: [service.rest_url, service.issuer_url] }));
    const changed = JSON.stringify(after) !== JSON.stringify(settings);
    const wanted = changed ? formatSettings(after, text) : (text ?? '');
    if (!(await agreed({ path: places.settingsFile, before: text ?? '', after: wanted }, invocation))) return EXIT.no;
    const config = named(await enrol(places, service, invocation), names);
    saveConnection(places, config);
    if (changed) {
      // The undo comes first: a crash in between leaves settings that are as they were.
      rememberBefore(places, text, wanted);
      writeSettings(places.settingsFile, wanted);
    }
    report(invocation, { connected: true, changed, settings: places.settingsFile, pep_id: config.pep_id, hold_ms: config.hold_ms });
    return EXIT.ok;
  },
};

/** `server=name`, given by whoever connects: a server's own name is no proof of what it is. */
const mcpNames = (given: readonly string[]): HookConfig['mcp'] => {
  const pairs = given.map((pair): readonly [string, string] => {
    const [, server, name] = /^([^=]+)=(.+)$/u.exec(pair) ?? [];
    if (server === undefined || name === undefined) throw new CliError(`\`--mcp ${pair}\` is no pair`, 'give it as `server=name`');
    if (!claudeCode.isFreeName(name)) throw new CliError(`no server of MCP may be called \`${name}\``, 'it is a tool of the host itself');
    return [server, name];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
};

/** Names that were given before stay, unless others are given now. */
const named = (config: HookConfig, names: HookConfig['mcp']): HookConfig => (names === undefined ? config : { ...config, mcp: names });

export const disconnect: Command = {
  name: 'disconnect',
  summary: 'take Writ out of a coding agent again',
  usage: 'disconnect claude-code',
  options: PLACE_OPTIONS,
  examples: ['npx writ disconnect claude-code', 'npx writ disconnect claude-code --user --yes'],
  run: async (invocation) => {
    const places = placesFor(invocation);
    const { text, settings } = readSettings(places.settingsFile);
    const before = settingsBefore(places, text);
    const wanted = before === undefined ? formatSettings(withoutWrit(settings), text) : (before ?? '');
    const changed = text !== null && JSON.stringify(withoutWrit(settings)) !== JSON.stringify(settings);
    if (changed && !(await agreed({ path: places.settingsFile, before: text, after: wanted }, invocation))) return EXIT.no;
    // Whoever may end the enrolment is there before anything is changed.
    const revoke = await readyToRevoke(places, invocation);
    if (changed) writeSettings(places.settingsFile, wanted);
    if (before === null) await removeFile(places.settingsFile);
    await revoke();
    removeConnection(places);
    report(invocation, { connected: false, changed, settings: places.settingsFile });
    return EXIT.ok;
  },
};

const placesFor = ({ positionals, text, flag }: Invocation): Places => {
  if (positionals[0] !== 'claude-code')
    throw new CliError(`\`${positionals[0] ?? ''}\` is not a host that can be connected`, 'use `claude-code`');
  return placesOf({ project: text('project') ?? '.', user: flag('user') });
};

interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const agreed = async ({ path, before, after }: Change, { terminal, flag, json }: Invocation): Promise<boolean> => {
  if (before === after) return true;
  if (!json) showDiff(path, diffLines(before, after), terminal);
  if (flag('yes')) return true;
  if (!process.stdin.isTTY) throw new CliError('nobody is here to agree', 'add `--yes`; nothing was changed');
  const asker = createInterface({ input: process.stdin, output: process.stderr });
  const reply = await asker.question('change the file like this? [y/N] ');
  asker.close();
  return /^y(?:es)?$/iu.test(reply.trim());
};

const showDiff = (path: string, lines: ReturnType<typeof diffLines>, terminal: Terminal): void => {
  terminal.line(terminal.paint('bold', path));
  for (const { mark, text } of lines) {
    const line = `${mark} ${text}`;
    terminal.line(mark === ' ' ? line : terminal.paint(mark === '+' ? 'green' : 'red', line));
  }
  terminal.line();
};

/** An enrolment that already works with this service is kept: connecting twice leaves one. */
const enrol = async (places: Places, service: ServiceRecord, invocation: Invocation): Promise<HookConfig> => {
  const { text } = invocation;
  const known = readConnection(places);
  const keys = await pinKeys(service);
  if (known !== null && text('human') === undefined && (await works(known, service))) return { ...known, keys };
  const human = text('human') ?? (service.realm === 'demonstration' ? 'alice' : undefined);
  // The key is made here, and its secret half stays here.
  const { key, publicKey } = createInstanceKey();
  const body = { host: 'claude-code', jwk: publicKey, ...(human === undefined ? {} : { human }) };
  const enrolment = await callIssuer(service, { path: '/enrolments', body, authority: await enrollingAuthority(invocation, service) });
  const member = (name: string): string => String(enrolment[name]);
  return {
    version: 1,
    host: 'claude-code',
    pep_id: member('pep_id'),
    url: service.rest_url,
    credential: member('credential'),
    keys,
    token_url: member('token_url'),
    refresh_secret: member('refresh_secret'),
    instance_key: key,
    hold_ms: MOST_HOLD_MS,
  };
};

/** Whether the service still knows the enrolment: its data may be new, or on another port. */
const works = async (known: HookConfig, service: ServiceRecord): Promise<boolean> => {
  // One of before instances had keys is made anew.
  if (!('instance_key' in known) || known.url !== service.rest_url || known.token_url !== `${service.issuer_url}/token`) return false;
  const body = { grant_type: 'client_credentials', client_id: known.pep_id, client_secret: known.refresh_secret };
  return exchange({ method: 'POST', url: known.token_url, headers: {}, body, withinMs: 20_000 }).then(
    () => true,
    () => false,
  );
};

/** Without the service the enrolment stays there, but its secrets are gone from here. */
const readyToRevoke = async (places: Places, invocation: Invocation): Promise<() => Promise<void>> => {
  const [known, service] = [readConnection(places), await findService(invocation.dataDir)];
  if (known === null || service === null) return () => Promise.resolve();
  const authority = await enrollingAuthority(invocation, service);
  return async () => {
    await callIssuer(service, { path: '/enrolments/revoke', body: { pep_id: known.pep_id }, authority });
  };
};

/** The file that connecting made, and its folder if nothing else is in it. */
const removeFile = async (path: string): Promise<void> => {
  await rm(path, { force: true });
  await rmdir(dirname(path)).catch(() => undefined);
};

const report = (
  { terminal, json }: Invocation,
  result: Readonly<Record<string, unknown>> & { readonly connected: boolean; readonly changed: boolean },
): void => {
  if (json) {
    terminal.json(result);
    return;
  }
  const state = result.changed ? '' : ' already';
  terminal.line(
    result.connected ? `claude code is${state} connected (${String(result['settings'])})` : `claude code is${state} disconnected`,
  );
  if (result.connected)
    terminal.line('start a new session of Claude Code; then `npx writ sessions` shows it, and `npx writ doctor` checks the hook');
};
