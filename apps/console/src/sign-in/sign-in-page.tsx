import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { navigate } from '../route.js';
import { begin, finish, signIns } from './code-flow.js';
import type { SignIn } from './code-flow.js';

/** Before anything else. A link from the terminal carries a code behind `#`, which goes on to the issuer. */
export function SignInPage({ path }: { readonly path: string }): ReactNode {
  const [hint] = useState(() => (location.pathname === '/sign-in' ? location.hash.slice(1) : ''));
  const { data, error, refetch } = useQuery({ queryKey: ['sign-ins'], queryFn: signIns });
  const left = useRef(false);
  useEffect(() => {
    const [only] = data ?? [];
    if (hint === '' || only === undefined || data?.length !== 1 || left.current) return;
    left.current = true;
    void begin(only, { path, hint });
  }, [data, hint, path]);
  useEffect(() => {
    document.title = 'Sign in · Writ';
  }, []);
  return (
    <Door>
      <h1>Writ</h1>
      <p className="lead">No action without a writ.</p>
      <p>Agents ask here before they do what somebody must answer for.</p>
      {error === null ? (
        <Choices choices={data} go={(choice) => void begin(choice, { path, hint })} />
      ) : (
        <Wrong what={error.message} todo="Check that the control plane runs." again={() => void refetch()} />
      )}
    </Door>
  );
}

function Choices({ choices, go }: { readonly choices: readonly SignIn[] | undefined; readonly go: (choice: SignIn) => void }): ReactNode {
  if (choices === undefined) return <Loader aria-label="Loading" size="sm" />;
  if (choices.length === 0)
    return <Wrong what="No issuer lets people sign in here." todo="Give one in WRIT_ISSUERS a `sign_in`, as docs/console.md says." />;
  return (
    <div className="stack">
      {choices.map((choice) => (
        <Button
          key={choice.issuer}
          size="md"
          fullWidth
          onClick={() => {
            go(choice);
          }}
        >
          {choices.length === 1 ? 'Sign in' : `Sign in at ${new URL(choice.authorize_url).host}`}
        </Button>
      ))}
    </div>
  );
}

let finishing: Promise<string> | null = null;

/** Where the issuer sends people back to. */
export function SignedInPage(): ReactNode {
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    // Once, however often this is drawn: the code is good for one use.
    finishing ??= finish(location.search);
    finishing
      .then((path) => {
        navigate(path, { replace: true });
      })
      .catch((error: unknown) => {
        setWrong(error instanceof Error ? error.message : 'it did not work');
      })
      .finally(() => {
        finishing = null;
      });
  }, []);
  return (
    <Door>
      <h1>{wrong === null ? 'Signing in…' : 'That did not work'}</h1>
      {wrong === null ? (
        <Loader aria-label="Signing in" size="sm" />
      ) : (
        <Wrong
          what={`You are not signed in: ${wrong}.`}
          todo="Start again; a code is good for one use."
          again={() => {
            navigate('/', { replace: true });
          }}
        />
      )}
    </Door>
  );
}

const Door = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <div className="door">
    <main id="content" className="door-card">
      <img src="/mark.svg" alt="" width={44} height={44} />
      {children}
    </main>
  </div>
);

function Wrong({ what, todo, again }: { readonly what: string; readonly todo: string; readonly again?: () => void }): ReactNode {
  return (
    <div role="alert" className="notice notice-bad">
      <p className="notice-title">{what}</p>
      <p>{todo}</p>
      {again === undefined ? null : (
        <Button variant="default" size="sm" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}
