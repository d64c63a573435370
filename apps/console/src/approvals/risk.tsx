import type { ReactNode } from 'react';
import type { Approval } from '../api/types.js';

/** What decides how closely one looks: risk, and whether policy gave up on it. */
export function Flags({ approval: { decision, escalated } }: { readonly approval: Approval }): ReactNode {
  return (
    <>
      {decision.riskLevel === null ? (
        <span className="flag">Risk not known</span>
      ) : (
        <span className={`flag flag-${decision.riskLevel.toLowerCase()}`}>{riskIn(decision.riskLevel)}</span>
      )}
      {escalated ? <span className="flag flag-medium">Policy could not decide</span> : null}
    </>
  );
}

const riskIn = (level: string): string => `${level.slice(0, 1)}${level.slice(1).toLowerCase()} risk`;
