import { useState } from 'react';
import type { ReactNode } from 'react';
import { visible } from '@writ/receipt';

/** Longer than this is collapsed, with its size said. */
const LONG = 480;
const SHOWN = 360;
const HIDDEN = /\\u\{[0-9a-f]+\}/gu;

/** Text of unknown origin: hidden and misleading characters are spelled out and stand out, long text is folded, never cut. */
export function Value({ text, spelled = false }: { readonly text: string; readonly spelled?: boolean }): ReactNode {
  const [open, setOpen] = useState(false);
  const characters = Array.from(text);
  const long = characters.length > LONG;
  const folded = long && !open ? beginningOf(characters) : text;
  return (
    <span className="value">
      <span className="value-text">{marked(spelled ? folded : spellOut(folded))}</span>
      {long ? (
        <button
          type="button"
          className="value-more"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? 'Show less' : `Show all ${characters.length.toLocaleString('en')} characters`}
        </button>
      ) : null}
    </span>
  );
}

/** Never half of a character that is spelled out already. */
const beginningOf = (characters: readonly string[]): string =>
  characters
    .slice(0, SHOWN)
    .join('')
    .replace(/\\u?\{?[0-9a-f]*$/u, '');

/** Lines stay lines here; everything else that cannot be seen is spelled out. */
export const spellOut = (text: string): string => text.split('\n').map(visible).join('\n');

function marked(text: string): readonly ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(HIDDEN)) {
    parts.push(text.slice(at, found.index));
    parts.push(
      <mark key={found.index} className="spelled" title="a character that cannot be seen, or that passes for another">
        {found[0]}
      </mark>,
    );
    at = found.index + found[0].length;
  }
  return [...parts, text.slice(at)];
}
