import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/graphql.js';
import { VERSIONS } from '../api/queries.js';
import type { Page, PolicyVersion } from '../api/types.js';
import { Failed, Loading } from '../parts/states.js';
import { Time } from '../parts/time.js';

/** Versions with the state that each is in. */
export function Versions(): ReactNode {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['versions'],
    queryFn: async ({ pageParam }) =>
      (await ask<{ readonly policyVersions: Page<PolicyVersion> }>(VERSIONS, { after: pageParam })).policyVersions,
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
  });
  const versions = data?.pages.flatMap(({ nodes }) => nodes);
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {versions === undefined ? error === null && <Loading rows={1} height={72} /> : null}
      {versions?.length === 0 ? <p className="quiet">None is stored: the packs on disk decide.</p> : null}
      <ul className="stack plain">
        {versions?.map((version) => (
          <li key={version.hash} className="card rule">
            <span className="ask-top">
              <span className="rule-title">{version.version}</span>
              <span className={version.state === 'active' ? 'badge badge-ALLOW' : 'badge'}>{version.state}</span>
            </span>
            <span className="quiet mono break">{version.hash}</span>
            <span className="quiet">
              {version.ruleCount} rules by {version.author}, {version.state} since <Time at={version.stateSince} />
            </span>
            {version.missing.length === 0 ? null : <span className="quiet">missing: {version.missing.join(', ')}</span>}
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older versions
        </Button>
      ) : null}
    </section>
  );
}
