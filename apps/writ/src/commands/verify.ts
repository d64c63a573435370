import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyRecord, ReceiptPayload, ReceiptVerdict, SessionVerdict, StoredReceipt } from '@writ/receipt';
import { verifyReceipt, verifySession } from '@writ/receipt';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import type { Terminal } from '../cli/terminal.js';
import { asPerson, findService } from '../local/local-service.js';
import { evidenceOf, findExported, readEvidence, readKeys } from './evidence-file.js';
import type { Evidence } from './evidence-file.js';
import { writeOpensslFiles } from './openssl-files.js';

const EXITS = { valid: EXIT.ok, invalid: EXIT.no, undecidable: EXIT.error } as const;

export const verify: Command = {
  name: 'verify',
  summary: 'check evidence without trusting anyone but the keys you hold',
  usage: 'verify <file | session id | receipt id>',
  details:
    'Files are checked offline. Exit status: 0 valid, 1 invalid, 2 undecidable (no trusted key, not a receipt).\n' +
    'The keys come from the keys file alone; a key that a receipt brings along is never used.',
  options: {
    keys: { type: 'string', value: 'file', about: 'the public keys to trust (default `.writ/keys.json`)' },
    openssl: { type: 'boolean', about: 'write the files for openssl and print its command' },
    out: { type: 'string', value: 'folder', about: 'where `--openssl` writes (default the current folder)' },
  },
  examples: ['npx writ verify session.json', 'npx writ verify ses_01… --json', 'npx writ verify receipt.json --keys keys.json --openssl'],
  run: async (invocation) => {
    const [subject] = invocation.positionals;
    if (subject === undefined) throw new CliError('there is nothing to verify', 'name a file, a session id or a receipt id');
    const keys = readKeys(invocation.text('keys') ?? join(invocation.dataDir, 'keys.json'));
    const evidence = await find(subject, invocation);
    if (invocation.flag('openssl')) return openssl(evidence, keys, invocation);
    const verdict = evidence.kind === 'session' ? verifySession(evidence.export, { keys }) : verifyReceipt(evidence.receipt, { keys });
    if (invocation.json) invocation.terminal.json({ subject, kind: evidence.kind, ...verdict });
    else show(subject, evidence, verdict, invocation.terminal);
    return EXITS[verdict.verdict];
  },
};

const find = async (subject: string, invocation: Invocation): Promise<Evidence> => {
  const { dataDir } = invocation;
  if (existsSync(subject)) return readEvidence(subject);
  if (!/^(?:ses|rct)_/u.test(subject))
    throw new CliError(`\`${subject}\` does not exist`, 'name a file, or an id that begins with `ses_` or `rct_`');
  const service = await findService(dataDir);
  if (service !== null) {
    const auditor = await asPerson(invocation, service, 'carol');
    const path = subject.startsWith('ses_') ? `/v1/sessions/${subject}/receipts` : `/v1/receipts/${subject}`;
    return evidenceOf(await auditor.get(path));
  }
  const exported = findExported(dataDir, subject);
  if (exported !== null) return exported;
  throw new CliError(`\`${subject}\` is not among the exports`, 'start the service with `npx writ up`, or name an export file');
};

const openssl = (evidence: Evidence, keys: readonly KeyRecord[], { terminal, text }: Invocation): number => {
  const receipt = evidence.kind === 'receipt' ? evidence.receipt : evidence.export.receipts.at(-1);
  if (receipt === undefined) throw new CliError('the export holds no receipt', 'name another one');
  terminal.line(writeOpensslFiles(receipt, keys, text('out') ?? '.'));
  return EXIT.ok;
};

const show = (subject: string, evidence: Evidence, verdict: ReceiptVerdict | SessionVerdict, terminal: Terminal): void => {
  const style = { valid: 'green', invalid: 'red', undecidable: 'yellow' } as const;
  terminal.line(`${terminal.paint(style[verdict.verdict], verdict.verdict.padEnd(11))} ${visible(subject)}`);
  if (verdict.cause !== null) terminal.line(`            ${verdict.cause}${whereOf(verdict)}: ${visible(verdict.detail)}`);
  else for (const line of factsOf(evidence, verdict)) terminal.line(`            ${line}`);
};

const whereOf = (verdict: ReceiptVerdict | SessionVerdict): string => {
  if (!('seq' in verdict)) return '';
  if (verdict.missing.length > 0) return `, missing seq ${verdict.missing.slice(0, 10).join(', ')}`;
  return verdict.seq === null ? '' : ` at seq ${String(verdict.seq)}`;
};

const factsOf = (evidence: Evidence, verdict: ReceiptVerdict | SessionVerdict): readonly string[] => {
  if ('receipts' in verdict)
    return [
      `${String(verdict.receipts)} receipts, gapless, each signed and chained${verdict.sealed ? ', sealed' : ''}`,
      ...(evidence.kind === 'session' ? passkeysOf(evidence.export.receipts) : []),
    ];
  if (evidence.kind !== 'receipt') return [];
  const payload = JSON.parse(evidence.receipt.payload) as ReceiptPayload;
  const what =
    payload.decision === null ? payload.kind : `${payload.kind}, ${payload.decision.result} by ${payload.decision.policy.policy_id}`;
  return [
    `${what}, seq ${String(payload.chain.seq)} of ${payload.context.session_id}, issued ${payload.issued_at}`,
    ...passkeysOf([evidence.receipt]),
  ];
};

/** Who signed by which passkey, and where: whose it is, the event that added it says. */
const passkeysOf = (receipts: readonly StoredReceipt[]): readonly string[] => {
  const approvals = receipts.flatMap(({ payload }) => (JSON.parse(payload) as ReceiptPayload).approval?.approvals ?? []);
  const lines = approvals.flatMap(({ approver, presence }) => {
    if (presence === undefined) return [];
    const { origin } = JSON.parse(Buffer.from(presence.client_data, 'base64url').toString('utf8')) as { readonly origin: string };
    return [`signed by a passkey of ${visible(approver)} at ${visible(origin)}: ${visible(presence.credential_id)}`];
  });
  return [...new Set(lines)];
};
