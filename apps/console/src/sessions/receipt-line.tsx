import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ReceiptPayload } from '@writ/receipt';
import { ResultBadge } from '../parts/result-badge.js';
import { Time } from '../parts/time.js';
import { Value } from '../parts/value.js';
import type { Checked } from './evidence.js';

const KINDS: Readonly<Record<string, string>> = {
  session_open: 'Session opened',
  decision: 'Decision',
  resolution: 'How a wait ended',
  outcome: 'What it did',
  approval: 'Somebody answered',
  session_seal: 'Session sealed',
  policy_event: 'The policy changed',
  key_event: 'The keys changed',
  gap: 'Something was missed',
};

/** One receipt: what it says, whether it holds, and its exact text. */
export function ReceiptLine({ checked: { receipt, payload, verdict } }: { readonly checked: Checked }): ReactNode {
  const [open, setOpen] = useState(false);
  const holds = verdict.verdict === 'valid';
  return (
    <li className={holds ? 'event' : 'event event-bad'}>
      <p className="quiet">
        <span className="mono">{payload?.chain.seq ?? '?'}</span>
        {payload === null ? null : (
          <>
            {' · '}
            <Time at={payload.issued_at} />
          </>
        )}
      </p>
      <div className="event-top">
        <span className="event-kind">{KINDS[payload?.kind ?? ''] ?? 'A receipt that cannot be read'}</span>
        {payload?.decision === null || payload === null || payload.kind === 'outcome' ? null : (
          <ResultBadge result={payload.decision.result} />
        )}
      </div>
      {payload === null ? null : <Story payload={payload} />}
      {holds ? null : (
        <p className="wrong">
          <Value text={verdict.detail} />
        </p>
      )}
      <button
        type="button"
        className="value-more"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? 'Hide the receipt' : 'Show the receipt'}
      </button>
      {open ? <pre className="mono raw">{JSON.stringify({ ...receipt, payload: payload ?? receipt.payload }, null, 2)}</pre> : null}
    </li>
  );
}

function Story({ payload: { kind, action, decision, approval, execution } }: { readonly payload: ReceiptPayload }): ReactNode {
  return (
    <>
      {action === null ? null : (
        <p className="mono">
          <Value text={`${action.tool}.${action.operation}`} />
        </p>
      )}
      {decision === null || kind === 'outcome' ? null : (
        <p>
          <Value text={decision.reason.message} /> <span className="quiet mono">{decision.policy.policy_id}</span>
        </p>
      )}
      {approval === null ? null : <Answers approval={approval} />}
      {execution === null ? null : (
        <p>{execution.status === 'completed' ? 'It ran.' : execution.status === 'failed' ? 'It failed.' : 'Never reported.'}</p>
      )}
    </>
  );
}

const Answers = ({ approval: { approvals, required } }: { readonly approval: NonNullable<ReceiptPayload['approval']> }): ReactNode => (
  <p>
    {approvals.map(({ approver, decision, at }) => (
      <span key={`${approver}${at}`}>
        <Value text={approver} /> {decision === 'approve' ? 'approved' : 'denied'}.{' '}
      </span>
    ))}
    <span className="quiet">{required === 1 ? 'One answer is needed.' : `${String(required)} answers are needed.`}</span>
  </p>
);
