import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Approval } from '../api/types.js';
import { Diff } from './diff.js';
import { narrowingOf } from './narrowing.js';
import type { Edit } from './narrowing.js';
import { readParameters } from './parameters.js';

interface ChangesFormProps {
  readonly approval: Approval;
  readonly busy: boolean;
  readonly approve: (edits: readonly Edit[]) => void;
}

/** Approve less than was asked: the text is edited, and what it changes is shown before it can be sent. */
export function ChangesForm({ approval, busy, approve }: ChangesFormProps): ReactNode {
  const shown = readParameters(approval.parameters);
  const [text, setText] = useState(() => JSON.stringify(shown, null, 2));
  const { edits, problems, changes } = narrowingOf(shown, text);
  return (
    <div className="changes">
      <Textarea
        label="Parameters, narrowed"
        description="Lower a number, take members out of a list, leave an optional parameter out. What runs is what you approve."
        className="mono-input"
        value={text}
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        autoCapitalize="off"
        error={problems.length === 0 ? undefined : problems.join(' ')}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      {changes.length > 0 && problems.length === 0 ? (
        <>
          <Diff changes={changes} was="Was asked" />
          <Button
            variant="light"
            size="md"
            fullWidth
            loading={busy}
            onClick={() => {
              approve(edits);
            }}
          >
            Approve with {changes.length === 1 ? 'this change' : `these ${String(changes.length)} changes`}
          </Button>
        </>
      ) : null}
    </div>
  );
}
