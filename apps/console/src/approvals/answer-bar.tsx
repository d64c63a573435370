import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Approval } from '../api/types.js';
import { useRemaining } from '../parts/countdown.js';
import { useDwell } from '../parts/dwell.js';
import { Failed } from '../parts/states.js';
import { ChangesForm } from './changes-form.js';
import { narrowingOf } from './narrowing.js';
import { readParameters } from './parameters.js';
import { useAnswer } from './use-answer.js';

/** The answer, always in reach. Nothing here happens without a press of a button. */
export function AnswerBar({ approval }: { readonly approval: Approval }): ReactNode {
  const answer = useAnswer();
  const dwell = useDwell();
  const [more, setMore] = useState(false);
  const [comment, setComment] = useState('');
  const [text, setText] = useState(() => JSON.stringify(readParameters(approval.parameters), null, 2));
  const expired = (useRemaining(approval.decision.deadline) ?? 1) <= 0;
  const done = expired || answer.isSuccess;
  // Closed again, nothing is changed: what is sent is what can be seen.
  const narrowing = narrowingOf(readParameters(approval.parameters), more ? text : approval.parameters);
  return (
    <section className="answer" aria-label="Your answer">
      {answer.error === null ? null : <Failed error={answer.error} />}
      {approval.presenceRequired && !done ? <p className="quiet">Approving takes your passkey; denying takes nothing.</p> : null}
      {expired && !answer.isSuccess ? <p role="status">The time is over: this is being denied.</p> : null}
      {more && !done ? (
        <div className="answer-more">
          <Comment text={comment} write={setComment} />
          <ChangesForm text={text} write={setText} narrowing={narrowing} />
        </div>
      ) : null}
      <Buttons
        changes={narrowing.changes.length}
        wrong={narrowing.problems.length > 0}
        done={done}
        busy={answer.isPending}
        give={(said) =>
          answer.mutate({
            ...{ approval, answer: said, comment: more ? comment : '', dwell: dwell() },
            edits: said === 'approve' ? narrowing.edits : [],
          })
        }
      />
      <button type="button" className="answer-toggle" aria-expanded={more} disabled={done} onClick={() => setMore(!more)}>
        {more ? 'Without comment or changes' : 'Comment, or approve with changes'}
      </button>
    </section>
  );
}

interface ButtonsProps {
  readonly changes: number;
  readonly wrong: boolean;
  readonly done: boolean;
  readonly busy: boolean;
  readonly give: (said: 'approve' | 'deny') => void;
}

const Buttons = ({ changes, wrong, done, busy, give }: ButtonsProps): ReactNode => (
  <div className="answer-buttons">
    <Button variant="default" size="md" disabled={done} loading={busy} className="deny" onClick={() => give('deny')}>
      Deny
    </Button>
    <Button size="md" disabled={done || wrong} loading={busy} onClick={() => give('approve')}>
      {changes === 0 ? 'Approve' : 'Approve less'}
    </Button>
  </div>
);

const Comment = ({ text, write }: { readonly text: string; readonly write: (text: string) => void }): ReactNode => (
  <Textarea
    label="Comment, kept in the signed receipt"
    value={text}
    maxLength={2000}
    autosize
    minRows={1}
    onChange={(event) => write(event.currentTarget.value)}
  />
);
