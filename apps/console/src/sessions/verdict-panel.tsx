import type { ReactNode } from 'react';
import { Value } from '../parts/value.js';
import type { Evidence } from './evidence.js';
import { counted } from './sessions-page.js';

/** What this browser found: computed here, from the receipts themselves. */
export function VerdictPanel({ evidence }: { readonly evidence: Evidence }): ReactNode {
  const { verdict, keys, partial } = evidence;
  const good = verdict.verdict === 'valid';
  return (
    <div role="status" className={good ? 'notice notice-good' : 'notice notice-bad'}>
      <p className="notice-title">
        {good ? `${counted(verdict.receipts, 'receipt')}, every signature holds, the chain is unbroken` : titleOf(evidence)}
      </p>
      <p>
        {good ? 'Checked in your browser, not by us.' : <Value text={verdict.detail} />}
        {partial ? ' Only the first part was looked at: export the session and run writ verify for all of it.' : ''}
        {good && !verdict.sealed ? ' The session still runs: what comes is chained to this.' : ''}
      </p>
      <details>
        <summary>What that rests on</summary>
        <p>
          The keys below came from this service. They prove that nothing was changed since it was signed by them; that they are the right
          keys you learn elsewhere: compare them with <code>keys.json</code> of the machine, or with what was handed to you.
        </p>
        <ul className="plain mono keys">
          {keys.map(({ kid, status }) => (
            <li key={kid}>
              {kid} ({status})
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

const titleOf = ({ verdict: { verdict, seq } }: Evidence): string => {
  const where = seq === null ? '' : ` at receipt ${String(seq)}`;
  return verdict === 'invalid' ? `This evidence does not hold${where}` : `This evidence cannot be judged${where}`;
};
