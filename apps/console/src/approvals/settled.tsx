import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Decision } from '../api/types.js';
import { Link } from '../parts/link.js';
import { ResultBadge } from '../parts/result-badge.js';
import { Value } from '../parts/value.js';
import { sessionPath } from '../sessions/session-path.js';

const OUTCOMES: Readonly<Record<string, string>> = {
  awaited: 'How it went is not reported yet.',
  completed: 'The agent ran it.',
  failed: 'The agent ran it, and it failed.',
  lost_confirmation: 'The agent never reported how it went.',
};

/** How a question ended, and what came of it. It takes the focus that the answer's button had. */
export function Settled({ decision }: { readonly decision: Decision }): ReactNode {
  const { id, result, reason, outcome, sessionId } = decision;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: false }), []);
  const good = result === 'ALLOW' || result === 'MODIFY';
  const open = result === 'STEP_UP' || result === 'DEFER';
  return (
    <div ref={box} tabIndex={-1} role="status" className={open ? 'notice' : good ? 'notice notice-good' : 'notice notice-bad'}>
      <p className="notice-title">
        <ResultBadge result={result} /> {titleOf(decision)}
      </p>
      <p>
        <Value text={reason.message} />
      </p>
      {outcome === null ? (
        good ? (
          <p>The agent has not come back for it yet.</p>
        ) : null
      ) : (
        <p>{OUTCOMES[outcome] ?? `Outcome: ${outcome}.`}</p>
      )}
      <p>
        <Link to={sessionPath(sessionId, id)}>Its receipts</Link>
      </p>
    </div>
  );
}

function titleOf({ result, reason }: Decision): string {
  switch (result) {
    case 'ALLOW':
      return 'It may run.';
    case 'MODIFY':
      return 'It may run, narrowed.';
    case 'DENY':
      return reason.code === 'timeout' ? 'Nobody answered in time.' : 'It will not run.';
    case 'STEP_UP':
      return 'Others are asked, or more of you are needed.';
    case 'DEFER':
      return 'It waits for context.';
  }
}
