import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Failed, Loading } from '../parts/states.js';
import { PasskeyList } from './passkey-list.js';
import { useAdd, usePasskeys } from './use-passkeys.js';

const MOST_CHARACTERS = 64;

/** The passkeys of who is signed in: they sign a yes where the policy asks approvers to be there. */
export function Passkeys({ me }: { readonly me: string }): ReactNode {
  const { data, error, refetch } = usePasskeys(me);
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <div className="stack">
        <p className="quiet">
          Where the policy asks approvers to be there, a passkey signs your yes, and the receipt proves it. The first one rests on your
          sign-in; each one after it takes one that you have.
        </p>
        {error === null ? null : <Failed error={error} again={() => void refetch()} />}
        {data === undefined ? (
          error === null && <Loading rows={1} height={64} />
        ) : data.length === 0 ? (
          <p>You have none yet.</p>
        ) : (
          <PasskeyList me={me} passkeys={data} />
        )}
        <Add me={me} />
      </div>
    </section>
  );
}

function Add({ me }: { readonly me: string }): ReactNode {
  const add = useAdd(me);
  const [label, setLabel] = useState('');
  const name = label.trim();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '') add.mutate(name, { onSuccess: () => setLabel('') });
      }}
    >
      {add.error === null ? null : <Failed error={add.error} />}
      {add.isSuccess ? <p role="status">It is added.</p> : null}
      <TextInput
        label="What you call the device"
        placeholder="My phone"
        value={label}
        maxLength={MOST_CHARACTERS}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth disabled={name === ''} loading={add.isPending}>
        Add a passkey
      </Button>
    </form>
  );
}

/** For whoever lost all of theirs: an operator removes them, and the person begins again. */
export function OthersPasskeys({ me }: { readonly me: string }): ReactNode {
  const [text, setText] = useState('');
  const [person, setPerson] = useState('');
  const { data, error } = usePasskeys(person, person !== '');
  return (
    <section aria-labelledby="others">
      <h2 id="others">Passkeys of somebody else</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setPerson(text.trim());
        }}
      >
        <TextInput label="Whose" value={text} maxLength={256} onChange={(event) => setText(event.currentTarget.value)} />
        <Button type="submit" variant="default" size="md" fullWidth disabled={text.trim() === ''}>
          Show them
        </Button>
      </form>
      {error === null ? null : <Failed error={error} />}
      {data === undefined ? null : data.length === 0 ? <p role="status">There are none.</p> : <PasskeyList me={me} passkeys={data} />}
    </section>
  );
}
