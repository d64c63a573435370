import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

/** One page: its name is the title of the tab, and gets the focus when the page opens, so that screen readers say it. */
export function Page(props: {
  readonly title: string;
  readonly tab?: string;
  readonly lead?: ReactNode | undefined;
  readonly above?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { title, tab = title, lead, above, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · Writ`;
  }, [tab]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <main id="content" className="page">
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </main>
  );
}
