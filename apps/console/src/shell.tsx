import type { ReactNode } from 'react';
import { useApprovals } from './approvals/use-approvals.js';
import { Link } from './parts/link.js';
import type { Route } from './route.js';

interface Place {
  readonly to: string;
  readonly name: string;
  readonly icon: string;
  readonly routes: readonly Route['name'][];
}

/** Icons are paths of 24 by 24, drawn with the line of the text. */
const PLACES: readonly Place[] = [
  {
    to: '/',
    name: 'Approvals',
    routes: ['approvals', 'approval', 'batch'],
    icon: 'M9 12l2 2 4-5M12 3l7 3v5c0 4.6-2.9 8.3-7 10-4.1-1.7-7-5.4-7-10V6z',
  },
  { to: '/sessions', name: 'Sessions', routes: ['sessions', 'session'], icon: 'M4 6h16M4 12h10M4 18h13' },
  { to: '/policy', name: 'Policy', routes: ['policy'], icon: 'M7 3h8l4 4v14H7zM11 11h4M11 15h4' },
  { to: '/you', name: 'You', routes: ['you'], icon: 'M12 12a4 4 0 100-8 4 4 0 000 8zM5 21c0-3.9 3.1-6 7-6s7 2.1 7 6' },
];

/** The frame around every page: a bar below on phones, a column on the left elsewhere. */
export function Shell({ route, children }: { readonly route: Route; readonly children: ReactNode }): ReactNode {
  const waiting = useApprovals().data?.length ?? 0;
  return (
    <div className={route.name === 'approval' ? 'shell shell-question' : 'shell'}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <nav className="nav" aria-label="Console">
        <span className="brand">
          <img src="/mark.svg" alt="" width={28} height={28} />
          Writ
        </span>
        {PLACES.map((place) => (
          <Link key={place.to} to={place.to} className="nav-link" current={place.routes.includes(route.name)}>
            <svg viewBox="0 0 24 24" aria-hidden="true" className="nav-icon">
              <path d={place.icon} />
            </svg>
            <span>{place.name}</span>
            {place.to === '/' && waiting > 0 ? (
              <span className="nav-count" aria-label={`${String(waiting)} waiting`}>
                {waiting > 99 ? '99+' : waiting}
              </span>
            ) : null}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  );
}
