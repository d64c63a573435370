import { paintResult } from '../commands/log.js';
import { visible } from '../cli/terminal.js';
import type { Terminal } from '../cli/terminal.js';
import type { EvidenceReport, Verdict } from './evidence.js';
import type { ProofRow } from './play.js';
import type { Proof } from './prove.js';

/** Prints what the agent tried, what Writ decided, why, what happened to the world, and where the evidence is. */
export const showProof = (proof: Proof, terminal: Terminal): void => {
  terminal.line();
  terminal.table(
    proof.rows.map((row) => [
      mark(row.held, terminal),
      row.tried,
      row.results.map((result) => paintResult(result, terminal)).join(' → ') || 'none',
      row.world,
      terminal.paint('dim', row.receipt),
    ]),
    { head: ['', 'the agent tried to', 'decision', 'what happened to the world', 'receipt'] },
  );
  terminal.line();
  for (const row of proof.rows) showWhy(row, terminal);
  terminal.line();
  showEvidence(proof.evidence, terminal);
  terminal.line();
  const { id, version, rules } = proof.policy;
  const summary = proof.held ? terminal.paint('green', 'the proof held') : terminal.paint('red', 'the proof did not hold');
  terminal.line(`${summary} in ${proof.seconds.toFixed(1)} s, under ${id} ${version} with ${String(rules)} rules`);
  const [file] = proof.evidence.files;
  if (file !== undefined) terminal.line(terminal.paint('dim', `check a receipt yourself: npx writ verify '${file}'`));
};

const mark = (held: boolean, terminal: Terminal): string => (held ? terminal.paint('green', 'ok  ') : terminal.paint('red', 'FAIL'));

const showWhy = (row: ProofRow, terminal: Terminal): void => {
  const why = row.why === '' ? 'nothing was decided' : row.why;
  terminal.line(`      ${terminal.paint('dim', 'why')}  ${row.scene}: ${visible(why)}`);
  if (row.fault !== null) terminal.line(`      ${terminal.paint('red', visible(row.fault))}`);
};

const showEvidence = ({ sessions, receipts, valid, tampered, shortened }: EvidenceReport, terminal: Terminal): void => {
  const count = `${String(valid)} of ${String(receipts)} receipts of ${String(sessions)} sessions verified offline`;
  terminal.line(`${mark(receipts > 0 && valid === receipts, terminal)}  ${count}`);
  terminal.line(`${mark(tampered?.verdict === 'invalid', terminal)}  a copy with another policy hash ${tellVerdict(tampered)}`);
  terminal.line(`${mark(shortened?.cause === 'gap', terminal)}  a copy without one receipt ${tellVerdict(shortened)}`);
};

const tellVerdict = (said: Verdict | null): string =>
  said === null ? 'could not be made: there is no receipt' : `is ${said.verdict} (${said.cause ?? 'no cause'})`;
