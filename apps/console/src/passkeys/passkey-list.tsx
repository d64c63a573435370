import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Passkey } from '../api/types.js';
import { Failed } from '../parts/states.js';
import { Time } from '../parts/time.js';
import { Value } from '../parts/value.js';
import { useRemove } from './use-passkeys.js';

/** Passkeys that stand. Removing one takes a second press: it does not come back. */
export function PasskeyList({ me, passkeys }: { readonly me: string; readonly passkeys: readonly Passkey[] }): ReactNode {
  const remove = useRemove(me);
  const [sure, setSure] = useState<string | null>(null);
  return (
    <>
      {remove.error === null ? null : <Failed error={remove.error} />}
      <ul className="facts plain">
        {passkeys.map((passkey) => (
          <li key={passkey.id} className="fact passkey">
            <div>
              <p className="passkey-name">
                <Value text={passkey.label} spelled />
              </p>
              <p className="quiet">
                Added <Time at={passkey.addedAt} />
              </p>
            </div>
            <Button
              variant="default"
              className={sure === passkey.id ? 'deny' : ''}
              size="sm"
              loading={remove.isPending && sure === passkey.id}
              aria-label={`${sure === passkey.id ? 'Remove for good' : 'Remove'}: ${passkey.label}`}
              onClick={() => (sure === passkey.id ? remove.mutate(passkey, { onSettled: () => setSure(null) }) : setSure(passkey.id))}
            >
              {sure === passkey.id ? 'Remove for good' : 'Remove'}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
