import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/graphql.js';
import { SESSIONS } from '../api/queries.js';
import type { Page as Rows, Session } from '../api/types.js';
import { Link } from '../parts/link.js';
import { Page } from '../parts/page.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { Time } from '../parts/time.js';
import { Value } from '../parts/value.js';
import { sessionPath } from './session-path.js';

/** What agents did, the newest first. */
export function SessionsPage(): ReactNode {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['sessions'],
    queryFn: async ({ pageParam }) => (await ask<{ readonly sessions: Rows<Session> }>(SESSIONS, { after: pageParam })).sessions,
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    refetchInterval: 10_000,
  });
  const sessions = data?.pages.flatMap(({ nodes }) => nodes);
  return (
    <Page title="Sessions" lead="Each run of an agent, with every decision and its signed receipt.">
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {sessions === undefined ? error === null && <Loading height={84} /> : <List sessions={sessions} />}
      {hasNextPage ? (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older sessions
        </Button>
      ) : null}
    </Page>
  );
}

function List({ sessions }: { readonly sessions: readonly Session[] }): ReactNode {
  if (sessions.length === 0)
    return (
      <Empty title="No agent has been here yet">
        Put Writ in front of one: <code>npx writ connect claude-code</code>
      </Empty>
    );
  return (
    <ul className="stack plain">
      {sessions.map((session) => (
        <li key={session.id} className="card">
          <Link to={sessionPath(session.id)} className="row-link">
            <span className="ask-top">
              <span className="row-name">
                <Value text={session.agentInstance} />
              </span>
              <span className="quiet">
                <Time at={session.openedAt} />
              </span>
            </span>
            <span className="quiet">
              for <Value text={session.principal} />
            </span>
            <span className="flags">
              <span className="flag">{counted(session.decisions, 'decision')}</span>
              <span className="flag">{counted(session.receipts, 'receipt')}</span>
              {session.pending > 0 ? <span className="flag flag-medium">{session.pending} waiting</span> : null}
              {session.status === 'open' ? null : <span className="flag">{session.status}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** `1 decision`, `2 decisions`. */
export const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
