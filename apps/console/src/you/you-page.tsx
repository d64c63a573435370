import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/graphql.js';
import { ME } from '../api/queries.js';
import { Page } from '../parts/page.js';
import { Failed, Loading } from '../parts/states.js';
import { OthersPasskeys, Passkeys } from '../passkeys/passkeys.js';
import { forget } from '../sign-in/session.js';

interface Me {
  readonly me: { readonly id: string; readonly roles: readonly string[] };
}

const SCHEMES = [
  { value: 'auto', label: 'As the device' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Who is signed in, with what they prove it, and how the console looks. */
export function YouPage(): ReactNode {
  const { data, error, refetch } = useQuery({ queryKey: ['me'], queryFn: () => ask<Me>(ME) });
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Page title="You">
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {data === undefined ? error === null && <Loading rows={1} /> : <Who me={data.me} />}
      {data === undefined ? null : <Passkeys me={data.me.id} />}
      {data?.me.roles.includes('operator') === true ? <OthersPasskeys me={data.me.id} /> : null}
      <section aria-labelledby="looks">
        <h2 id="looks">Colours</h2>
        <SegmentedControl
          fullWidth
          aria-label="Colours"
          data={SCHEMES}
          value={colorScheme}
          onChange={(value) => {
            setColorScheme(value as MantineColorScheme);
          }}
        />
      </section>
      <Button variant="default" size="md" fullWidth onClick={forget}>
        Sign out of this tab
      </Button>
    </Page>
  );
}

const Who = ({ me: { id, roles } }: Me): ReactNode => (
  <dl className="facts">
    <div className="fact">
      <dt>Signed in as</dt>
      <dd>{id}</dd>
    </div>
    <div className="fact">
      <dt>Roles</dt>
      <dd>{roles.join(', ')}</dd>
    </div>
  </dl>
);
