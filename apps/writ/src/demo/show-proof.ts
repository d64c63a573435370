import { paintResult } from '../commands/log.js';
import { shorten, visible } from '../cli/terminal.js';
import type { Terminal } from '../cli/terminal.js';
import type { Proof, ProofRow } from './prove.js';

/** Prints what the agent tried, what Writ decided, why, what happened to the world, and where the evidence is. */
export const showProof = (proof: Proof, terminal: Terminal): void => {
  const { evidence } = proof;
  const mark = (held: boolean): string => (held ? terminal.paint('green', 'ok  ') : terminal.paint('red', 'FAIL'));
  terminal.line();
  terminal.table(
    proof.rows.map((row) => [
      mark(row.held),
      row.tried,
      row.results.map((result) => paintResult(result, terminal)).join(' → '),
      row.world,
      terminal.paint('dim', row.receipt),
    ]),
    { head: ['', 'the agent tried to', 'decision', 'what happened to the world', 'receipt'] },
  );
  terminal.line();
  for (const row of proof.rows) terminal.line(whyLine(row, terminal));
  terminal.line();
  terminal.line(
    `${mark(evidence.valid === evidence.receipts)}  ${String(evidence.valid)} of ${String(evidence.receipts)} receipts of ${String(evidence.sessions)} sessions verified offline`,
  );
  terminal.line(
    `${mark(evidence.tampered.verdict === 'invalid')}  a copy with another policy hash is ${evidence.tampered.verdict} (${String(evidence.tampered.cause)})`,
  );
  terminal.line(
    `${mark(evidence.shortened.cause === 'gap')}  a copy without one receipt is ${evidence.shortened.verdict} (${String(evidence.shortened.cause)})`,
  );
  terminal.line();
  const summary = proof.held ? terminal.paint('green', 'the proof held') : terminal.paint('red', 'the proof did not hold');
  terminal.line(
    `${summary} in ${proof.seconds.toFixed(1)} s, under ${proof.policy.id} ${proof.policy.version} with ${String(proof.policy.rules)} rules`,
  );
  terminal.line(terminal.paint('dim', `check a receipt yourself: npx writ verify ${evidence.files[0] ?? ''}`));
};

const whyLine = (row: ProofRow, terminal: Terminal): string => {
  const why = `      ${terminal.paint('dim', 'why')}  ${row.scene}: ${shorten(visible(row.why), terminal.width - 14 - row.scene.length)}`;
  return row.fault === null ? why : `${why}\n      ${terminal.paint('red', visible(row.fault))}`;
};
