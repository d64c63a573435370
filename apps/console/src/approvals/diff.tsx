import type { ReactNode } from 'react';
import { Value } from '../parts/value.js';
import { same, textOf } from './parameters.js';
import type { Change, Json } from './parameters.js';

/** Parameters, with what was asked for beside what will run wherever they differ. */
export function Diff({ changes, was = 'Asked for' }: { readonly changes: readonly Change[]; readonly was?: string }): ReactNode {
  if (changes.length === 0) return <p className="quiet">It takes no parameters.</p>;
  return (
    <dl className="params">
      {changes.map((change) => (
        <div key={change.path.join('\u0000')} className={same(change.before, change.after) ? 'param' : 'param param-changed'}>
          <dt className="mono">
            <Value text={change.path.join('.')} />
          </dt>
          {same(change.before, change.after) ? <Side value={change.after} /> : <Both change={change} was={was} />}
        </div>
      ))}
    </dl>
  );
}

function Both({ change: { before, after }, was }: { readonly change: Change; readonly was: string }): ReactNode {
  return (
    <>
      <Side value={before} tone="old" label={before === undefined ? `${was}: nothing` : was} />
      <Side value={after} tone="new" label={after === undefined ? 'Will run: taken away' : 'Will run'} />
    </>
  );
}

function Side(props: { readonly value: Json | undefined; readonly tone?: 'old' | 'new'; readonly label?: string }): ReactNode {
  const { value, tone, label } = props;
  return (
    <dd className={tone === undefined ? 'side' : `side side-${tone}`}>
      {label === undefined ? null : (
        <span className="side-label">
          <span aria-hidden="true">{tone === 'old' ? '− ' : '+ '}</span>
          {label}
        </span>
      )}
      {value === undefined ? null : (
        <span className="mono block">
          <Value text={textOf(value)} />
        </span>
      )}
    </dd>
  );
}
