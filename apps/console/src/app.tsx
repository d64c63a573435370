import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from './api/api-error.js';
import { ApprovalPage } from './approvals/approval-page.js';
import { ApprovalsPage } from './approvals/approvals-page.js';
import { BatchPage } from './approvals/batch-page.js';
import { Page } from './parts/page.js';
import { Empty } from './parts/states.js';
import { PolicyPage } from './policy/policy-page.js';
import { routeOf, usePath } from './route.js';
import type { Route } from './route.js';
import { SessionPage } from './sessions/session-page.js';
import { SessionsPage } from './sessions/sessions-page.js';
import { Shell } from './shell.js';
import { useSignedIn } from './sign-in/session.js';
import { SignedInPage, SignInPage } from './sign-in/sign-in-page.js';
import { styleNonce, theme } from './theme.js';
import { YouPage } from './you/you-page.js';

/** What is refused is not asked again by itself; what could not be reached is. */
const again = (failures: number, error: Error): boolean => failures < 2 && error instanceof ApiError && error.code === 'unreachable';

const client = new QueryClient({ defaultOptions: { queries: { retry: again, staleTime: 2_000 }, mutations: { retry: false } } });

/** The console. */
export function App(): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={client}>
        <Pages />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Pages(): ReactNode {
  const path = usePath();
  const signedIn = useSignedIn();
  useEffect(() => {
    // Another person may sign in next.
    if (!signedIn) client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sign-ins' });
  }, [signedIn]);
  const route = routeOf(path);
  if (route.name === 'signed-in') return <SignedInPage />;
  if (!signedIn || route.name === 'sign-in') return <SignInPage path={route.name === 'sign-in' ? '/' : path} />;
  return <Shell route={route}>{pageOf(route)}</Shell>;
}

function pageOf(route: Exclude<Route, { readonly name: 'sign-in' | 'signed-in' }>): ReactNode {
  switch (route.name) {
    case 'approvals':
      return <ApprovalsPage />;
    case 'batch':
      return <BatchPage />;
    case 'approval':
      return <ApprovalPage key={route.id} id={route.id} />;
    case 'sessions':
      return <SessionsPage />;
    case 'session':
      return <SessionPage key={route.id} id={route.id} />;
    case 'policy':
      return <PolicyPage />;
    case 'you':
      return <YouPage />;
    case 'missing':
      return (
        <Page title="There is no such page">
          <Empty title="The address leads nowhere">Approvals, sessions and the policy are in the menu.</Empty>
        </Page>
      );
  }
}
