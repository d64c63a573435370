import type { MouseEvent, ReactNode } from 'react';
import { navigate } from '../route.js';

/** A link within the console; a real one, so that it can be copied and opened in another tab. */
export function Link(props: {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly current?: boolean;
  readonly label?: string;
}): ReactNode {
  const { to, children, className, current = false, label } = props;
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} onClick={open} className={className} aria-current={current ? 'page' : undefined} aria-label={label}>
      {children}
    </a>
  );
}
