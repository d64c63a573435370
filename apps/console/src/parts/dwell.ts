import { useEffect, useRef } from 'react';

/** Counts how long a page is before somebody's eyes: while it is hidden, behind another tab or on a locked phone, nothing counts. */
export function useDwell(): () => number {
  const seen = useRef({ before: 0, since: 0 });
  const dwell = (): number => {
    const { before, since } = seen.current;
    return Math.round(before + (since === 0 ? 0 : performance.now() - since));
  };
  useEffect(() => {
    const look = (): void => {
      seen.current = { before: dwell(), since: document.visibilityState === 'visible' ? performance.now() : 0 };
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return dwell;
}
