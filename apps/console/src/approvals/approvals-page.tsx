import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Approval } from '../api/types.js';
import { Countdown } from '../parts/countdown.js';
import { Link } from '../parts/link.js';
import { Page } from '../parts/page.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { Value } from '../parts/value.js';
import { navigate } from '../route.js';
import { choose, chosen } from './chosen.js';
import { Preview } from './preview.js';
import { Flags } from './risk.js';
import { useApprovals } from './use-approvals.js';

/** What waits for this person. */
export function ApprovalsPage(): ReactNode {
  const { data, error, refetch } = useApprovals();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(chosen);
  const tick = (id: string, on: boolean): void => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    choose([...next]);
    setTicked(next);
  };
  const count = data?.length ?? 0;
  const still = (data ?? []).filter(({ decision }) => ticked.has(decision.id)).length;
  return (
    <Page title="Waiting for you" tab={count === 0 ? 'Approvals' : `(${String(count)}) Approvals`}>
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {data === undefined ? error === null && <Loading /> : <List approvals={data} ticked={ticked} tick={tick} />}
      {still === 0 ? null : <Together count={still} />}
    </Page>
  );
}

interface ListProps {
  readonly approvals: readonly Approval[];
  readonly ticked: ReadonlySet<string>;
  readonly tick: (id: string, on: boolean) => void;
}

function List({ approvals, ticked, tick }: ListProps): ReactNode {
  if (approvals.length === 0)
    return <Empty title="Nothing waits for you">Questions appear here by themselves, with the time that is left to answer them.</Empty>;
  return (
    <ul className="stack plain">
      {approvals.map((approval) => (
        <li key={approval.decision.id} className="card ask">
          <Checkbox
            className="ask-tick"
            checked={ticked.has(approval.decision.id)}
            onChange={(event) => {
              tick(approval.decision.id, event.currentTarget.checked);
            }}
            aria-label={`Answer together with others: ${approval.title}`}
          />
          <Link to={`/approvals/${encodeURIComponent(approval.decision.id)}`} className="ask-link">
            <span className="ask-top">
              <span className="ask-title">
                <Value text={`${approval.tool}.${approval.operation}`} />
              </span>
              <Countdown deadline={approval.decision.deadline} />
            </span>
            <Preview approval={approval} />
            <span className="ask-sentence">
              <Value text={approval.decision.reason.message} />
            </span>
            <span className="flags">
              <Flags approval={approval} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Together({ count }: { readonly count: number }): ReactNode {
  return (
    <div className="bar" role="region" aria-label="Several at once">
      <span>{count === 1 ? '1 question ticked' : `${String(count)} questions ticked`}</span>
      <Button
        onClick={() => {
          navigate('/approvals/together');
        }}
      >
        Answer together
      </Button>
    </div>
  );
}
