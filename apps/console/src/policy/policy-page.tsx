import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../api/graphql.js';
import { POLICY } from '../api/queries.js';
import type { Rule } from '../api/types.js';
import { Page } from '../parts/page.js';
import { ResultBadge } from '../parts/result-badge.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { Versions } from './versions.js';

interface Active {
  readonly policy: {
    readonly id: string;
    readonly version: string;
    readonly hash: string;
    readonly posture: string;
    readonly rules: readonly Rule[];
  };
}

/** What decides right now. */
export function PolicyPage(): ReactNode {
  const { data, error, refetch } = useQuery({ queryKey: ['policy'], queryFn: () => ask<Active>(POLICY), refetchInterval: 15_000 });
  return (
    <Page title="Policy" lead="The rules that decide right now, and the versions they came from.">
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {data === undefined ? error === null && <Loading /> : <Shown policy={data.policy} />}
    </Page>
  );
}

function Shown({ policy: { id, version, hash, posture, rules } }: Active): ReactNode {
  const [words, setWords] = useState('');
  const found = rules.filter((rule) => matches(rule, words));
  return (
    <>
      <dl className="facts">
        <div className="fact">
          <dt>Active</dt>
          <dd>
            {id} {version}
          </dd>
        </div>
        <div className="fact">
          <dt>Hash</dt>
          <dd className="mono break">{hash}</dd>
        </div>
        <div className="fact">
          <dt>Where no rule speaks</dt>
          <dd>{posture === 'ALLOW' ? 'allowed' : 'denied'}</dd>
        </div>
      </dl>
      <Versions />
      <section aria-labelledby="rules">
        <h2 id="rules">
          {found.length === rules.length ? `${String(rules.length)} rules` : `${String(found.length)} of ${String(rules.length)} rules`}
        </h2>
        <TextInput
          label="Find a rule"
          placeholder="title, id, result, what it reads"
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
          }}
        />
        {found.length === 0 ? <Empty title="No rule says that">Try fewer words.</Empty> : <Rules rules={found} />}
      </section>
    </>
  );
}

const matches = ({ id, pack, title, class: kind, result, reads }: Rule, words: string): boolean => {
  const text = [id, pack, title, kind, result, ...reads].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
};

const Rules = ({ rules }: { readonly rules: readonly Rule[] }): ReactNode => (
  <ul className="stack plain rules">
    {rules.map(({ id, pack, title, class: kind, result, priority, reads }) => (
      <li key={`${pack}/${id}`} className="card rule">
        <span className="ask-top">
          <span className="rule-title">{title}</span>
          <ResultBadge result={result} />
        </span>
        <span className="quiet mono break">
          {pack}/{id}
        </span>
        <span className="flags">
          <span className="flag">{kind.replaceAll('_', ' ')}</span>
          <span className="flag">priority {priority}</span>
        </span>
        {reads.length === 0 ? null : (
          <span className="quiet break">
            reads <span className="mono">{reads.join(', ')}</span>
          </span>
        )}
      </li>
    ))}
  </ul>
);
