import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../api/graphql.js';
import { DECISION_BY_ID } from '../api/queries.js';
import type { Approval, Decision } from '../api/types.js';
import { Countdown } from '../parts/countdown.js';
import { Link } from '../parts/link.js';
import { Page } from '../parts/page.js';
import { Failed, Loading } from '../parts/states.js';
import { Value } from '../parts/value.js';
import { AnswerBar } from './answer-bar.js';
import { Diff } from './diff.js';
import { beyondParameters, Facts } from './facts.js';
import { compare, readParameters } from './parameters.js';
import { Flags } from './risk.js';
import { sessionPath } from '../sessions/session-path.js';
import { Settled } from './settled.js';
import { useApprovals } from './use-approvals.js';

/** One question in full. Opening it decides nothing. */
export function ApprovalPage({ id }: { readonly id: string }): ReactNode {
  const waiting = useApprovals();
  // Kept while it is open: once answered it is no longer listed, and must not vanish under the reader.
  const [seen, setSeen] = useState<Approval | null>(null);
  const listed = waiting.data?.find(({ decision }) => decision.id === id);
  if (listed !== undefined && listed.actionDigest !== seen?.actionDigest) setSeen(listed);
  const decision = useDecision(id, waiting.data !== undefined && listed === undefined);
  const approval = listed ?? seen;
  const back = (
    <Link to="/" className="back">
      ← Approvals
    </Link>
  );
  if (approval === null) {
    const error = waiting.error ?? decision.error;
    return (
      <Page title={decision.data === undefined ? 'Question' : 'This question is settled'} above={back}>
        {error === null ? null : <Failed error={error} again={() => void decision.refetch()} />}
        {decision.data === undefined ? error === null && <Loading rows={2} height={180} /> : <Settled decision={decision.data} />}
      </Page>
    );
  }
  const settled = listed === undefined ? decision.data : undefined;
  return (
    <Page title={approval.title} above={back} lead={settled === undefined ? approval.sentence : undefined}>
      {settled === undefined ? <Terms approval={approval} /> : <Settled decision={settled} />}
      <Body approval={approval} heading={settled === undefined ? 'What will run' : 'What was asked'} />
      {listed === undefined ? null : <AnswerBar key={approval.actionDigest} approval={approval} />}
    </Page>
  );
}

const useDecision = (id: string, enabled: boolean): { data: Decision | undefined; error: Error | null; refetch: () => Promise<unknown> } =>
  useQuery({
    queryKey: ['decision', id],
    queryFn: async () => (await ask<{ readonly decision: Decision }>(DECISION_BY_ID, { id })).decision,
    enabled,
    refetchInterval: 2_000,
  });

const Terms = ({ approval }: { readonly approval: Approval }): ReactNode => (
  <div className="terms">
    <Countdown deadline={approval.decision.deadline} />
    <Flags approval={approval} />
    <span className="quiet">Without an answer it is denied.</span>
  </div>
);

function Body({ approval, heading }: { readonly approval: Approval; readonly heading: string }): ReactNode {
  const [submitted, runs] = [readParameters(approval.submittedParameters), readParameters(approval.parameters)];
  return (
    <div className="question">
      <section aria-labelledby="runs">
        <h2 id="runs">{heading}</h2>
        <p className="call mono">
          <Value text={`${approval.tool}.${approval.operation}`} />
        </p>
        <Diff changes={compare(submitted, runs)} />
        <p className="quiet note">Parameters come from the agent. Nobody vouches for what is in them.</p>
      </section>
      <section aria-labelledby="known">
        <h2 id="known">What is known about it</h2>
        <Facts facts={beyondParameters(approval.facts)} />
        <p className="quiet note">
          <Link to={sessionPath(approval.decision.sessionId)}>The whole session, with its receipts</Link>
        </p>
      </section>
    </div>
  );
}
