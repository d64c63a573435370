import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error.js';
import type { Approval, Decision } from '../api/types.js';
import { Countdown } from '../parts/countdown.js';
import { useDwell } from '../parts/dwell.js';
import { Link } from '../parts/link.js';
import { Page } from '../parts/page.js';
import { ResultBadge } from '../parts/result-badge.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { choose, chosen } from './chosen.js';
import { Diff } from './diff.js';
import { compare, readParameters } from './parameters.js';
import { Flags } from './risk.js';
import { send } from './use-answer.js';
import type { Answer } from './use-answer.js';
import { useApprovals } from './use-approvals.js';

type Choice = 'deny' | 'later' | 'approve';
type Ended = Decision | ApiError;

const CHOICES = [
  { value: 'deny', label: 'Deny' },
  { value: 'later', label: 'Not now' },
  { value: 'approve', label: 'Approve' },
];

/** Several questions on one page, each with its own choice, each answered by its own digest. */
export function BatchPage(): ReactNode {
  const { data, error, refetch } = useApprovals();
  const [ids] = useState(chosen);
  const [kept, setKept] = useState<readonly Approval[]>([]);
  const listed = (data ?? []).filter(({ decision }) => ids.has(decision.id));
  // What was answered leaves the list, and stays on this page with how it went.
  const fresh = listed.filter(({ actionDigest }) => !kept.some((each) => each.actionDigest === actionDigest));
  if (fresh.length > 0) setKept([...kept, ...fresh]);
  return (
    <Page
      title="Answer together"
      lead="Each question is answered by itself, for exactly the parameters that are shown."
      above={
        <Link to="/" className="back">
          ← Approvals
        </Link>
      }
    >
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <Questions approvals={kept} waiting={new Set(listed.map(({ decision }) => decision.id))} />
      )}
    </Page>
  );
}

interface QuestionsProps {
  readonly approvals: readonly Approval[];
  /** Ids of those that still wait. */
  readonly waiting: ReadonlySet<string>;
}

function Questions({ approvals, waiting }: QuestionsProps): ReactNode {
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const { ended, busy, answer } = useAnswers(choices);
  if (approvals.length === 0) return <Empty title="Nothing is ticked">Tick questions in the list of approvals, then come back.</Empty>;
  const given = approvals.filter(
    ({ decision: { id } }) => waiting.has(id) && ended[id] === undefined && (choices[id] ?? 'later') !== 'later',
  );
  return (
    <>
      <ul className="stack plain">
        {approvals.map((approval) => (
          <Question
            key={approval.actionDigest}
            approval={approval}
            waits={waiting.has(approval.decision.id)}
            ended={ended[approval.decision.id]}
            choice={choices[approval.decision.id] ?? 'later'}
            choose={(choice) => setChoices((before) => ({ ...before, [approval.decision.id]: choice }))}
          />
        ))}
      </ul>
      <div className="bar" role="region" aria-label="Your answers">
        <span>{given.length === 0 ? 'Choose for each question' : `${String(given.length)} of ${String(approvals.length)} chosen`}</span>
        <Button disabled={given.length === 0} loading={busy} onClick={() => void answer(given)}>
          {given.length < 2 ? 'Answer' : `Answer ${String(given.length)}`}
        </Button>
      </div>
    </>
  );
}

interface Answers {
  readonly ended: Readonly<Record<string, Ended>>;
  readonly busy: boolean;
  readonly answer: (given: readonly Approval[]) => Promise<void>;
}

/** Answers one question after the other: one that is refused does not keep the next from being answered. */
function useAnswers(choices: Readonly<Record<string, Choice>>): Answers {
  const queries = useQueryClient();
  const [ended, setEnded] = useState<Readonly<Record<string, Ended>>>({});
  const [busy, setBusy] = useState(false);
  const dwell = useDwell();
  const answer = async (given: readonly Approval[]): Promise<void> => {
    const looked = dwell();
    setBusy(true);
    for (const approval of given) {
      const { id } = approval.decision;
      const result = await answered({ approval, answer: choices[id] === 'approve' ? 'approve' : 'deny', comment: '', dwell: looked });
      setEnded((before) => ({ ...before, [id]: result }));
    }
    setBusy(false);
    choose([]);
    await queries.invalidateQueries({ queryKey: ['approvals'] });
  };
  return { ended, busy, answer };
}

async function answered(given: Answer): Promise<Ended> {
  try {
    return await send(given);
  } catch (error) {
    if (error instanceof ApiError) return error;
    return new ApiError({ code: 'unknown', message: 'It was not answered.', fix: 'Open the question by itself.' });
  }
}

interface QuestionProps {
  readonly approval: Approval;
  readonly waits: boolean;
  readonly ended: Ended | undefined;
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
}

function Question({ approval, waits, ended, choice, choose: pick }: QuestionProps): ReactNode {
  const { decision, title, sentence } = approval;
  const changes = compare(readParameters(approval.submittedParameters), readParameters(approval.parameters));
  return (
    <li className="card together">
      <span className="ask-top">
        <span className="flags">
          <Flags approval={approval} />
        </span>
        <Countdown deadline={decision.deadline} />
      </span>
      <h2 className="ask-title">
        <Link to={`/approvals/${encodeURIComponent(decision.id)}`}>{title}</Link>
      </h2>
      <p className="ask-sentence">{sentence}</p>
      <Diff changes={changes} />
      {ended === undefined && waits ? (
        <SegmentedControl
          fullWidth
          aria-label={`Your answer: ${title}`}
          data={CHOICES}
          value={choice}
          onChange={(value) => {
            pick(value as Choice);
          }}
        />
      ) : (
        <Ending ended={ended} />
      )}
    </li>
  );
}

function Ending({ ended }: { readonly ended: Ended | undefined }): ReactNode {
  if (ended === undefined) return <p role="status">It does not wait for you any more.</p>;
  if (ended instanceof ApiError) return <Failed error={ended} />;
  return (
    <p role="status">
      <ResultBadge result={ended.result} /> answered
    </p>
  );
}
