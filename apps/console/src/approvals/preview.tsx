import type { ReactNode } from 'react';
import type { Approval } from '../api/types.js';
import { spellOut } from '../parts/value.js';
import { readParameters, textOf } from './parameters.js';

const MOST = 4;
const LONGEST = 90;

/** The parameters at a glance. What is not shown is counted: the question has all of it. */
export function Preview({ approval }: { readonly approval: Approval }): ReactNode {
  const entries = Object.entries(readParameters(approval.parameters));
  return (
    <span className="preview">
      {entries.slice(0, MOST).map(([name, value]) => (
        <span key={name} className="preview-line mono">
          <span className="preview-name">{glance(name)}</span> {glance(textOf(value))}
        </span>
      ))}
      {entries.length > MOST ? <span className="quiet">and {entries.length - MOST} more parameters</span> : null}
    </span>
  );
}

function glance(text: string): string {
  const characters = Array.from(text);
  const more = characters.length - LONGEST;
  const shown = spellOut(characters.slice(0, LONGEST).join('')).replaceAll('\n', ' ⏎ ');
  return more <= 0 ? shown : `${shown}… (${more.toLocaleString('en')} more characters)`;
}
