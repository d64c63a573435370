import type { Effect } from './context.js';

/** How much a tool's output may be believed: all of it, its structured fields, nothing, or nobody said. */
export const TRUSTS = ['trusted', 'fields', 'untrusted', 'unknown'] as const;
export type Trust = (typeof TRUSTS)[number];

/**
 * How a source came to be read: the user's request names it, what such a source holds names it, or nobody did.
 */
export type Standing = 'named' | 'chained' | 'none';

/** What one output gave to the lineage of a session; in the outcome's entry, as salted digests and never as values. */
export interface OutputLineage {
  readonly trust: Trust;
  /** Digests of {@link DIGEST_LENGTH} characters each, one after the other: whole fields of structured data. */
  readonly fields: string;
  /** The words and names of running text. */
  readonly text: string;
  /** Those of sentences that tell somebody to look at something, and no more. */
  readonly pointed: string;
  /** Those of sentences that tell somebody to do something. */
  readonly told: string;
  /** What those sentences ask for. */
  readonly acts: readonly Effect[];
  /** False where there was more than was looked at: what is found nowhere may have come from there. */
  readonly whole: boolean;
}

/** A source of values, in the order in which they were read. */
export interface Source {
  readonly tool: string;
  readonly trust: Trust;
  readonly standing: Standing;
  readonly acts: readonly Effect[];
}

/** Where something was seen: the number of a source, and how. */
export interface Sighting {
  readonly source: number;
  readonly as: 'field' | 'text' | 'pointed' | 'told';
}

type Atoms = ReadonlyMap<string, readonly number[]>;

/** What a session has read, by digest; looked up in steps that grow with the logarithm of its length. */
export interface Lineage {
  readonly sources: readonly Source[];
  /** Each at most half as large as the one before: an addition costs a logarithmic number of copies. */
  readonly segments: readonly Atoms[];
  readonly size: number;
  /** Whether something was read that is not in here. */
  readonly overflow: boolean;
}

export const NOTHING_READ: Lineage = { sources: [], segments: [], size: 0, overflow: false };
/** Characters of one digest: 48 bits in base64url. */
export const DIGEST_LENGTH = 8;
/** Digests kept of one session. */
export const MOST_ATOMS = 50_000;
/** Sources kept of one session. */
const MOST_SOURCES = 1000;
/** Sightings kept of one digest. */
const MOST_SIGHTINGS = 8;

const NONE: readonly number[] = [];
const KINDS = ['field', 'text', 'pointed', 'told'] as const;
const packed = (source: number, as: Sighting['as']): number => source * KINDS.length + KINDS.indexOf(as);

/** The lineage after one more output was read. Pure. */
export function read(lineage: Lineage, output: OutputLineage, { tool, standing }: Pick<Source, 'tool' | 'standing'>): Lineage {
  if (lineage.sources.length >= MOST_SOURCES) return { ...lineage, overflow: true };
  const source = lineage.sources.length;
  const atoms = new Map<string, readonly number[]>();
  const kinds = [output.fields, output.text, output.pointed, output.told];
  kinds.forEach((digests, kind) => {
    const sighting = packed(source, KINDS[kind] ?? 'told');
    for (let at = 0; at + DIGEST_LENGTH <= digests.length; at += DIGEST_LENGTH) {
      const digest = digests.slice(at, at + DIGEST_LENGTH);
      atoms.set(digest, [...(atoms.get(digest) ?? []), sighting]);
    }
  });
  const sources = [...lineage.sources, { tool, standing, trust: output.trust, acts: output.acts }];
  if (lineage.size + atoms.size > MOST_ATOMS) return { ...lineage, sources, overflow: true };
  return {
    sources,
    segments: merged([...lineage.segments, atoms]),
    size: lineage.size + atoms.size,
    overflow: lineage.overflow || !output.whole,
  };
}

function merged(segments: readonly Atoms[]): readonly Atoms[] {
  const [before, last] = segments.slice(-2);
  if (before === undefined || last === undefined || before.size > last.size * 2) return segments;
  const joined = new Map(before);
  for (const [digest, sightings] of last) joined.set(digest, [...(joined.get(digest) ?? []), ...sightings].slice(0, MOST_SIGHTINGS));
  return merged([...segments.slice(0, -2), joined]);
}

/** Every place where a digest was seen. */
export function sightings(lineage: Lineage, digest: string): readonly Sighting[] {
  const found: Sighting[] = [];
  for (const segment of lineage.segments) {
    for (const each of segment.get(digest) ?? NONE) {
      found.push({ source: Math.floor(each / KINDS.length), as: KINDS[each % KINDS.length] ?? 'told' });
    }
  }
  return found;
}
