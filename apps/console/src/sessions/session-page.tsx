import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/graphql.js';
import { SESSION } from '../api/queries.js';
import type { Session } from '../api/types.js';
import { Link } from '../parts/link.js';
import { Page } from '../parts/page.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { Time } from '../parts/time.js';
import { Value } from '../parts/value.js';
import { ReceiptLine } from './receipt-line.js';
import { sessionPath, useDecisionAsked } from './session-path.js';
import { counted } from './sessions-page.js';
import { VerdictPanel } from './verdict-panel.js';

/** One session as its receipts tell it, each of them checked here. */
export function SessionPage({ id }: { readonly id: string }): ReactNode {
  const {
    data: session,
    error,
    refetch,
  } = useQuery({
    queryKey: ['session', id],
    queryFn: async () => (await ask<{ readonly session: Session | null }>(SESSION, { id })).session,
    refetchInterval: 5_000,
  });
  const back = (
    <Link to="/sessions" className="back">
      ← Sessions
    </Link>
  );
  if (session === undefined || session === null)
    return (
      <Page title="Session" above={back}>
        {error === null ? null : <Failed error={error} again={() => void refetch()} />}
        {session === undefined ? error === null && <Loading /> : <NoSession />}
      </Page>
    );
  return (
    <Page title="Session" above={back}>
      <About session={session} />
      <Receipts session={session} />
    </Page>
  );
}

const About = ({ session }: { readonly session: Session }): ReactNode => (
  <dl className="facts">
    <Line name="Agent" text={session.agentType === 'unknown' ? session.agentInstance : `${session.agentInstance} (${session.agentType})`} />
    <Line name="For" text={session.principal} />
    <div className="fact">
      <dt>Since</dt>
      <dd>
        <Time at={session.openedAt} />
      </dd>
    </div>
    <Line name="State" text={session.status} />
    <Line name="Id" text={session.id} mono />
  </dl>
);

const NoSession = (): ReactNode => (
  <Empty title="There is no such session">It does not exist, or it belongs to others. The list has all that you may see.</Empty>
);

const Line = ({ name, text, mono = false }: { readonly name: string; readonly text: string; readonly mono?: boolean }): ReactNode => (
  <div className="fact">
    <dt>{name}</dt>
    <dd className={mono ? 'mono' : undefined}>
      <Value text={text} />
    </dd>
  </div>
);

function Receipts({ session: { id, receipts: count } }: { readonly session: Session }): ReactNode {
  const only = useDecisionAsked();
  const { data, error, refetch } = useQuery({
    queryKey: ['evidence', id, count],
    // Cryptography is loaded where it is needed, and not before.
    queryFn: async () => (await import('./evidence.js')).evidenceOf(id, count),
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const shown = data?.checked.filter(({ payload }) => only === null || payload?.decision?.decision_id === only);
  return (
    <section aria-labelledby="receipts">
      <h2 id="receipts">Receipts</h2>
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {data === undefined || shown === undefined ? (
        error === null && <Loading rows={4} height={56} />
      ) : (
        <>
          <VerdictPanel evidence={data} />
          {only === null ? null : (
            <p className="quiet note">
              {counted(shown.length, 'receipt')} of one decision. <Link to={sessionPath(id)}>Show the whole session</Link>
            </p>
          )}
          <ol className="plain timeline">
            {shown.map((checked) => (
              <ReceiptLine key={checked.receipt.signature} checked={checked} alone={only !== null} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
