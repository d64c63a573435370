import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { serviceNow } from '../api/clock.js';

const SOON_MS = 60_000;

/** Milliseconds until a time, each second anew; below 0 once it is over. */
export function useRemaining(deadline: string | null): number | null {
  const [now, setNow] = useState(serviceNow);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(serviceNow());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return deadline === null ? null : Date.parse(deadline) - now;
}

/** `1 h 02 min`, `59 min`, `4 min 09 s`, `9 s`: seconds where they matter. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (hours >= 48) return `${String(Math.floor(hours / 24))} days`;
  if (hours > 0) return `${String(hours)} h ${String(minutes).padStart(2, '0')} min`;
  if (minutes >= 10) return `${String(minutes)} min`;
  return minutes > 0 ? `${String(minutes)} min ${String(rest).padStart(2, '0')} s` : `${String(rest)} s`;
}

/** How long is left; not announced each second, for that would be all a screen reader says. */
export function Countdown({ deadline }: { readonly deadline: string | null }): ReactNode {
  const left = useRemaining(deadline);
  if (left === null || deadline === null) return null;
  const tone = left <= 0 ? 'over' : left < SOON_MS ? 'soon' : 'calm';
  return (
    <time dateTime={deadline} className={`countdown countdown-${tone}`} title={new Date(deadline).toLocaleString()}>
      {left <= 0 ? 'expired' : `${spoken(left)} left`}
    </time>
  );
}
