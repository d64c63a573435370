import type { Inspected, Json, Redaction } from '@writ/aarm';
import type { Signals } from '@writ/engine';
import type { Finding } from './detectors/finding.js';
import { findingsIn } from './detectors/findings.js';

/** What is looked at of one output: characters of its texts, values, and how deep they are nested. */
const MOST_TEXT = 1024 * 1024;
const MOST_VALUES = 20_000;
const DEEPEST = 200;

const nameOf = ({ label, kind }: Pick<Finding, 'label' | 'kind'>): string => `${label}/${kind}`;

/** What is in an output that may not be for everybody: kinds and how often, and whether all of it was looked at. */
export function findingsOf(output: Json): Pick<Inspected, 'shows' | 'counts' | 'whole'> {
  const counts = new Map<string, number>();
  const walk = new Walk((findings) => {
    for (const finding of findings) counts.set(nameOf(finding), (counts.get(nameOf(finding)) ?? 0) + 1);
    return null;
  });
  walk.value(output, { path: '', name: '' });
  const shows = [...counts.keys()].sort();
  return { shows, counts: Object.fromEntries(shows.map((each) => [each, counts.get(each) ?? 0])), whole: walk.whole };
}

/** Takes what is of the given kinds (`LABEL/kind`) out of an output; null where not all of it could be looked at. */
export function redacted({ output, kinds }: Parameters<Signals['redact']>[0]): ReturnType<Signals['redact']> {
  const redactions: Redaction[] = [];
  const walk = new Walk((findings, text, path) => {
    const gone = findings.filter((finding) => kinds.includes(nameOf(finding)));
    if (gone.length === 0) return null;
    for (const { label, kind } of gone) redactions.push({ path, label, kind });
    return without(text, gone);
  });
  const value = walk.value(output, { path: '', name: '' });
  return walk.whole ? { output: value, redactions } : null;
}

function without(text: string, gone: readonly Finding[]): string {
  let from = 0;
  const parts: string[] = [];
  for (const { kind, reach } of gone) {
    parts.push(text.slice(from, Math.max(from, reach.start)), `[redacted: ${kind}]`);
    from = Math.max(from, reach.end);
  }
  return parts.join('') + text.slice(from);
}

interface Place {
  readonly path: string;
  /** The member that holds the value: it may tell what the value is. */
  readonly name: string;
}

/** What a text becomes by what was found in it; null leaves it as it is. */
type Rewrite = (findings: readonly Finding[], text: string, path: string) => string | null;

/** Goes through every text of a value, names and numbers too, and rewrites it where it is told what by. */
class Walk {
  /** False once something was left out. */
  whole = true;
  readonly #rewrite: Rewrite;
  #text = MOST_TEXT;
  #values = MOST_VALUES;

  constructor(rewrite: Rewrite) {
    this.#rewrite = rewrite;
  }

  value(value: Json, place: Place, depth = 0): Json {
    this.#values -= 1;
    if (depth > DEEPEST || this.#values < 0) {
      this.whole = false;
      return value;
    }
    if (typeof value === 'string') return this.#of(value, place) ?? value;
    // A number of an account is one without quotes too.
    if (typeof value === 'number') return this.#of(String(value), place) ?? value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value))
      return (value as readonly Json[]).map((each, i) =>
        this.value(each, { path: `${place.path}/${String(i)}`, name: place.name }, depth + 1),
      );
    const taken = new Names();
    return Object.fromEntries(
      Object.entries(value as Readonly<Record<string, Json>>).map(([name, inner]) => {
        const path = `${place.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const shown = taken.apart(this.#of(name, { path, name: '' }) ?? name);
        return [shown, this.value(inner, { path, name }, depth + 1)];
      }),
    );
  }

  #of(text: string, { path, name }: Place): string | null {
    this.#text -= text.length;
    if (this.#text < 0) {
      this.whole = false;
      return null;
    }
    const { findings, truncated } = findingsIn(text, name);
    if (truncated) this.whole = false;
    return this.#rewrite(findings, text, path);
  }
}

/** The names of one object: two that became one stay two. */
class Names {
  readonly #taken = new Set<string>();
  /** By name: the number that the next one of that name has. */
  readonly #next = new Map<string, number>();

  apart(name: string): string {
    let shown = name;
    let again = this.#next.get(name) ?? 2;
    for (; this.#taken.has(shown); again += 1) shown = `${name} ${String(again)}`;
    this.#next.set(name, again);
    this.#taken.add(shown);
    return shown;
  }
}
