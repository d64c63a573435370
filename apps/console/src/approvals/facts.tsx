import type { ReactNode } from 'react';
import type { Fact } from '../api/types.js';
import { Value } from '../parts/value.js';

/** Facts about a question, in the order of the service; what nobody vouches for is marked on every line. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(({ name, text, untrusted }, index) => (
        <div key={`${name}${String(index)}`} className={untrusted ? 'fact fact-untrusted' : 'fact'}>
          <dt>
            <Value text={capital(name)} spelled />
            {untrusted ? <span className="untrusted">unverified</span> : null}
          </dt>
          <dd>
            <Value text={text} spelled />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const capital = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

/** The facts after the parameters, which have a place of their own; where the service words it otherwise, all of them. */
export function beyondParameters(facts: readonly Fact[]): readonly Fact[] {
  const first = facts.findIndex(({ name }) => name === 'the user asked');
  return first < 0 ? facts : facts.slice(first);
}
