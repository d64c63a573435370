import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ReceiptPayload } from '@writ/receipt';
import { Link } from '../parts/link.js';
import { ResultBadge } from '../parts/result-badge.js';
import { Time } from '../parts/time.js';
import { spellOut, Value } from '../parts/value.js';
import type { Checked } from './evidence.js';
import { sessionPath } from './session-path.js';

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

interface ReceiptLineProps {
  readonly checked: Checked;
  /** Whether only those of its decision are shown. */
  readonly alone: boolean;
}

/** One receipt: what it says, whether it holds, and its exact text. */
export function ReceiptLine({ checked, alone }: ReceiptLineProps): ReactNode {
  const { payload, verdict } = checked;
  const holds = verdict.verdict === 'valid';
  const decision = payload?.decision ?? null;
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
        {decision === null || payload?.kind === 'outcome' ? null : <ResultBadge result={decision.result} />}
      </div>
      {payload === null ? null : <Story payload={payload} />}
      {holds ? null : (
        <p className="wrong">
          <Value text={verdict.detail} />
        </p>
      )}
      {payload === null || decision === null || alone ? null : (
        <Link to={sessionPath(payload.context.session_id, decision.decision_id)} className="value-more">
          Only this decision
        </Link>
      )}
      <Exact checked={checked} />
    </li>
  );
}

/** The receipt as it is signed. */
function Exact({ checked: { receipt, payload } }: { readonly checked: Checked }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="value-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the receipt' : 'Show the receipt'}
      </button>
      {open ? (
        <pre className="mono raw">{spellOut(JSON.stringify({ ...receipt, payload: payload ?? receipt.payload }, null, 2))}</pre>
      ) : null}
    </>
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
    {approvals.map(({ approver, decision, at, presence }) => (
      <span key={`${approver}${at}`}>
        <Value text={approver} /> {decision === 'approve' ? 'approved' : 'denied'}
        {presence === undefined ? '' : ', signed with a passkey'}.{' '}
      </span>
    ))}
    <span className="quiet">{required === 1 ? 'One answer is needed.' : `${String(required)} answers are needed.`}</span>
  </p>
);
