import { join } from 'node:path';
import type { ReceiptPayload, SessionExport } from '@writ/receipt';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Style, Terminal } from '../cli/terminal.js';
import { shorten, visible } from '../cli/terminal.js';
import { writePrivate } from '../hook/private-file.js';
import { asPerson, findService } from '../local/local-service.js';
import { findExported } from './evidence-file.js';

export const log: Command = {
  name: 'log',
  summary: 'show the chain of receipts of one session, or export it',
  usage: 'log <session id>',
  options: { export: { type: 'string', value: 'file', about: 'write the export that `writ verify` reads' } },
  examples: ['npx writ log ses_01…', 'npx writ log ses_01… --export session.json'],
  run: async (invocation) => {
    const { positionals, terminal, json, text } = invocation;
    const [id] = positionals;
    if (id === undefined) throw new CliError('no session is named', '`npx writ sessions` lists them');
    const exported = await exportOf(id, invocation);
    const file = text('export');
    if (file !== undefined) {
      writePrivate(file, `${JSON.stringify(exported, null, 2)}\n`);
      terminal.note(`${String(exported.count)} receipts written to ${file}; check them with \`npx writ verify ${file}\``);
    }
    if (json) terminal.json(exported);
    else if (file === undefined) show(exported, terminal);
    return EXIT.ok;
  },
};

const exportOf = async (id: string, invocation: Invocation): Promise<SessionExport> => {
  const { dataDir } = invocation;
  const service = await findService(dataDir);
  if (service !== null) {
    const auditor = await asPerson(invocation, service, 'carol');
    return (await auditor.get(`/v1/sessions/${encodeURIComponent(id)}/receipts`)) as SessionExport;
  }
  const found = findExported(dataDir, id);
  if (found?.kind === 'session') return found.export;
  throw new CliError(
    `no service is running, and \`${id}\` is not in \`${join(dataDir, 'exports')}\``,
    'start the service with `npx writ up`',
  );
};

const show = (exported: SessionExport, terminal: Terminal): void => {
  const payloads = exported.receipts.map((receipt) => JSON.parse(receipt.payload) as ReceiptPayload);
  terminal.line(`session ${exported.session_id} of tenant ${exported.tenant}, ${String(exported.count)} receipts`);
  terminal.table(
    payloads.map((payload) => rowOf(payload, terminal)),
    { head: ['seq', 'time', 'kind', 'action', 'result', 'why', 'level', 'receipt'] },
  );
};

const rowOf = (payload: ReceiptPayload, terminal: Terminal): readonly string[] => [
  String(payload.chain.seq),
  payload.issued_at.slice(11, 23),
  payload.kind,
  ...toldBy(payload, terminal),
  payload.context.level,
  payload.receipt_id,
];

/** What was to be done, what came of it, and why. */
const toldBy = ({ decision, action, execution, policy_event: event }: ReceiptPayload, terminal: Terminal): readonly string[] => {
  if (event !== undefined) {
    const about = event.policy === null ? '' : `${event.policy.id} ${event.policy.version} `;
    return [`policy.${event.event}`, event.to ?? '', shorten(visible(`${about}by ${event.by.id}`), 40)];
  }
  const name = action === null ? '' : visible(`${action.tool}.${action.operation}`);
  if (decision === null) return [name, execution?.status ?? '', ''];
  return [name, paintResult(decision.result, terminal), shorten(visible(decision.policy.policy_id), 40)];
};

/** A result in its colour. */
export const paintResult = (result: string, terminal: Terminal): string => {
  const styles: Readonly<Record<string, Style>> = { ALLOW: 'green', MODIFY: 'cyan', STEP_UP: 'yellow', DEFER: 'magenta', DENY: 'red' };
  const style = styles[result];
  return style === undefined ? result : terminal.paint(style, result);
};
