import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Approval } from '../api/types.js';
import { useRemaining } from '../parts/countdown.js';
import { Failed } from '../parts/states.js';
import { ChangesForm } from './changes-form.js';
import type { Edit } from './narrowing.js';
import { useAnswer } from './use-answer.js';

/** The answer, always in reach. Nothing here happens without a press of a button. */
export function AnswerBar({ approval }: { readonly approval: Approval }): ReactNode {
  const answer = useAnswer();
  const [more, setMore] = useState(false);
  const [comment, setComment] = useState('');
  const expired = (useRemaining(approval.decision.deadline) ?? 1) <= 0;
  const done = expired || answer.isSuccess;
  const give = (said: 'approve' | 'deny', edits?: readonly Edit[]): void => {
    answer.mutate({ approval, answer: said, comment, ...(edits === undefined ? {} : { edits }) });
  };
  return (
    <section className="answer" aria-label="Your answer">
      {answer.error === null ? null : <Failed error={answer.error} />}
      {expired && !answer.isSuccess ? <p role="status">The time is over: this is being denied.</p> : null}
      {more && !done ? (
        <div className="answer-more">
          <Comment text={comment} write={setComment} />
          <ChangesForm approval={approval} busy={answer.isPending} approve={(edits) => give('approve', edits)} />
        </div>
      ) : null}
      <div className="answer-buttons">
        <Button variant="default" size="md" disabled={done} loading={answer.isPending} className="deny" onClick={() => give('deny')}>
          Deny
        </Button>
        <Button size="md" disabled={done} loading={answer.isPending} onClick={() => give('approve')}>
          Approve
        </Button>
      </div>
      <button type="button" className="answer-toggle" aria-expanded={more} disabled={done} onClick={() => setMore(!more)}>
        {more ? 'Without comment or changes' : 'Comment, or approve with changes'}
      </button>
    </section>
  );
}

const Comment = ({ text, write }: { readonly text: string; readonly write: (text: string) => void }): ReactNode => (
  <Textarea
    label="Comment, kept in the signed receipt"
    value={text}
    maxLength={2000}
    autosize
    minRows={2}
    onChange={(event) => write(event.currentTarget.value)}
  />
);
