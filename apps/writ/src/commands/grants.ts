import type { GrantRecord, GrantRequest } from '@writ/aarm';
import type { GrantPreview } from '@writ/engine';
import { CliError, EXIT } from '../cli/cli-error.js';
import { AS_OPTION } from '../cli/command.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { visible } from '../cli/terminal.js';
import { previewLines } from './grant-preview.js';
import { asPerson, needService } from '../local/local-service.js';
import type { PersonClient } from '../local/local-service.js';

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

export const grants: Command = {
  name: 'grants',
  summary: 'answer beforehand what an agent asks for again and again',
  usage: 'grants [list | preview <agent> <tool>.<operation> | give <agent> <tool>.<operation> | revoke <grant id>]',
  details:
    'A grant approves what one agent asks for within its limits, so often and so long, wherever the person who gave it may approve\n' +
    'it. Every parameter must be listed: one that is not is not granted. Each use is an approval in the receipts, and what was\n' +
    'granted is decided again like any approval. Whoever gave it revokes it, and operators may. `preview` grants nothing: it shows\n' +
    'what the grant would have answered in the past week, and what people answered instead.',
  options: {
    ...AS_OPTION,
    parameter: {
      type: 'string',
      multiple: true,
      value: 'name:limits',
      about: 'a parameter, with limits as JSON: `amount:{"type":"number","maximum":50}`',
    },
    for: { type: 'string', value: 'time', about: 'how long: `30m`, `8h`, `7d` (default `8h`)' },
    uses: { type: 'string', value: 'n', about: 'how often at most (default 10)' },
    reason: { type: 'string', value: 'text', about: 'why; kept in the receipt' },
  },
  examples: [
    'npx writ grants',
    'npx writ grants give coder payments.transfer --parameter \'amount:{"type":"number","maximum":50}\' --parameter to --uses 5 --reason "invoices of May"',
    'npx writ grants preview coder payments.transfer --parameter \'amount:{"type":"number","maximum":50}\' --parameter to',
    'npx writ grants revoke grt_01…',
  ],
  run: async (invocation) => {
    const [verb = 'list', ...given] = invocation.positionals;
    const { dataDir } = invocation;
    const service = await needService(dataDir);
    const person = await asPerson(invocation, service, 'bob');
    switch (verb) {
      case 'list':
        return list(((await person.get('/v1/grants')) as { readonly grants: readonly GrantRecord[] }).grants, invocation);
      case 'preview':
        return previewed(person, given, invocation);
      case 'give':
        return give(person, given, invocation);
      case 'revoke':
        return revoke(person, given, invocation);
      default:
        throw new CliError(`\`${verb}\` is not something to do`, 'use `list`, `preview`, `give` or `revoke`');
    }
  },
};

const list = (all: readonly GrantRecord[], { terminal, json }: Invocation): number => {
  if (json) terminal.json({ grants: all });
  else if (all.length === 0) terminal.line('nothing was granted');
  else for (const each of all) show(each, terminal);
  return EXIT.ok;
};

/** What the command line asks to be granted. */
function requestIn([agent, action = '']: readonly string[], { text, texts }: Invocation, reason: string): GrantRequest {
  const dot = action.indexOf('.');
  if (agent === undefined || dot < 1) throw new CliError('it is not said for whom and for what', 'name the agent and `tool.operation`');
  return {
    agent,
    tool: action.slice(0, dot),
    operation: action.slice(dot + 1),
    // The service checks the limits.
    parameters: Object.fromEntries(texts('parameter').map(parameterIn)) as GrantRequest['parameters'],
    expires_at: new Date(Date.now() + secondsIn(text('for') ?? '8h') * 1000).toISOString(),
    max_uses: Number(text('uses') ?? '10'),
    reason,
  };
}

const previewed = async (person: PersonClient, given: readonly string[], invocation: Invocation): Promise<number> => {
  const { terminal, json, text } = invocation;
  const preview = (await person.post('/v1/grants/preview', requestIn(given, invocation, text('reason') ?? 'preview'))) as GrantPreview;
  if (json) terminal.json(preview);
  else for (const line of previewLines(preview, terminal)) terminal.line(line);
  return EXIT.ok;
};

const give = async (person: PersonClient, given: readonly string[], invocation: Invocation): Promise<number> => {
  const { terminal, json, text } = invocation;
  const reason = text('reason');
  if (reason === undefined) throw new CliError('it is not said why', 'add `--reason "…"`: it is kept in the receipt');
  const request = requestIn(given, invocation, reason);
  const preview = (await person.post('/v1/grants/preview', request)) as GrantPreview;
  const grant = (await person.post('/v1/grants', request)) as GrantRecord;
  if (!json) for (const line of previewLines(preview, terminal)) terminal.line(line);
  if (json) terminal.json(grant);
  else {
    show(grant, terminal);
    terminal.line(`to take it back: npx writ grants revoke ${grant.grant_id}`);
  }
  return EXIT.ok;
};

function parameterIn(given: string): readonly [string, unknown] {
  const at = given.indexOf(':');
  if (at < 0) return [given, { type: 'any', optional: true }];
  try {
    return [given.slice(0, at), JSON.parse(given.slice(at + 1))];
  } catch {
    throw new CliError(
      `\`--parameter ${given}\` has limits that are not JSON`,
      'write `--parameter \'amount:{"type":"number","maximum":50}\'`',
    );
  }
}

function secondsIn(text: string): number {
  const [, number, unit = ''] = /^(\d{1,4})([mhd])$/u.exec(text) ?? [];
  if (number === undefined) throw new CliError(`\`--for ${text}\` is not a time`, 'write `30m`, `8h` or `7d`');
  return Number(number) * (UNITS[unit] ?? 0);
}

const revoke = async (person: PersonClient, [id]: readonly string[], { terminal, json }: Invocation): Promise<number> => {
  if (id === undefined) throw new CliError('it is not said which grant', '`npx writ grants` lists them');
  const revoked = (await person.post(`/v1/grants/${encodeURIComponent(id)}/revoke`, undefined)) as GrantRecord;
  if (json) terminal.json(revoked);
  else show(revoked, terminal);
  return EXIT.ok;
};

const show = (grant: GrantRecord, terminal: Terminal): void => {
  const { grant_id, agent, tool, operation, parameters, uses, max_uses, expires_at, revoked_at, reason, by } = grant;
  const ended = revoked_at !== null || uses >= max_uses || Date.parse(expires_at) <= Date.now();
  const state = ended ? terminal.paint('dim', revoked_at === null ? 'ended  ' : 'revoked') : terminal.paint('green', 'stands ');
  terminal.line(`${state}  ${visible(agent)} may run ${visible(tool)}.${visible(operation)}  ${grant_id}`);
  terminal.line(`  with   ${Object.keys(parameters).length === 0 ? 'no parameters' : visible(JSON.stringify(parameters))}`);
  terminal.line(`  used   ${String(uses)} of ${String(max_uses)} times, until ${expires_at}`);
  terminal.line(`  by     ${visible(by)}: ${visible(reason)}`);
};
