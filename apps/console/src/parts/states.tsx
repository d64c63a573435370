import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error.js';

/** What is coming has this shape. */
export function Loading({ rows = 3, height = 108 }: { readonly rows?: number; readonly height?: number }): ReactNode {
  return (
    <div role="status" aria-label="Loading" className="stack">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} radius="lg" />
      ))}
    </div>
  );
}

/** Nothing is here, and that is fine. */
export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      <p>{children}</p>
    </div>
  );
}

/** Something is wrong: what, and what to do. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => void }): ReactNode {
  const known = error instanceof ApiError;
  return (
    <div role="alert" className="notice notice-bad">
      <p className="notice-title">{known ? error.message : 'Something in this page went wrong.'}</p>
      <p>{known ? error.fix : 'Reload it; what you answered is kept by the service.'}</p>
      {known ? <p className="quiet mono">{error.code}</p> : null}
      {again === undefined ? null : (
        <Button variant="default" size="sm" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}
