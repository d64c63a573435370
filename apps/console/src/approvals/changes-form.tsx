import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { Diff } from './diff.js';
import type { Narrowing } from './narrowing.js';

interface ChangesFormProps {
  readonly text: string;
  readonly write: (text: string) => void;
  readonly narrowing: Narrowing;
}

/** Approve less than was asked: the text is edited, and what it changes is shown before it can be sent. */
export function ChangesForm({ text, write, narrowing: { problems, changes } }: ChangesFormProps): ReactNode {
  return (
    <div className="changes">
      <Textarea
        label="Parameters, narrowed"
        description="Lower a number, take members out of a list, leave an optional parameter out. What runs is what you approve."
        className="mono-input"
        value={text}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        autoCapitalize="off"
        error={problems.length === 0 ? undefined : problems.join(' ')}
        onChange={(event) => write(event.currentTarget.value)}
      />
      {changes.length > 0 && problems.length === 0 ? <Diff changes={changes} was="Was asked" /> : null}
    </div>
  );
}
