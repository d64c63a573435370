import type { ReactNode } from 'react';

/** A time as people here write it; the exact one is there too. */
export function Time({ at }: { readonly at: string }): ReactNode {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const shown = today
    ? date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
    : date.toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return (
    <time dateTime={at} title={at}>
      {shown}
    </time>
  );
}
