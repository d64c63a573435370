import type { Effect } from './context.js';
import { digestsIn } from './digests.js';

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
  /** Digests of `DIGEST_LENGTH` characters each, one after the other: whole fields of structured data. */
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

/** What was read, by digest, ascending: ten bytes a sighting, so that thousands of long sessions fit in memory. */
interface Segment {
  readonly digests: Float64Array;
  readonly seen: Uint16Array;
}

/** What a session has read, by digest; looked up in steps that grow with the logarithm of its length. */
export interface Lineage {
  readonly sources: readonly Source[];
  /** Each much smaller than the one before: an addition costs a logarithmic number of copies. */
  readonly segments: readonly Segment[];
  /** Sightings in all of them. */
  readonly size: number;
  /** All that sources which nobody vouches for ask for. */
  readonly told: readonly Effect[];
  /** Whether something was read that is not in here. */
  readonly overflow: boolean;
  /** Set where another session of the same agent for the same person read text that nobody vouches for. */
  readonly elsewhere?: true;
}

export const NOTHING_READ: Lineage = { sources: [], segments: [], size: 0, told: [], overflow: false };
/** Sightings kept of one session. */
export const MOST_ATOMS = 500_000;
/** Sources kept of one session: four times as many must fit into 16 bits. */
const MOST_SOURCES = 10_000;
/** How much larger each segment is than the next: a few to look through, and little to copy. */
const SPREAD = 8;
/** Sightings kept of one digest. */
const MOST_SIGHTINGS = 8;

const KINDS = ['field', 'text', 'pointed', 'told'] as const;
const sighting = (packed: number): Sighting => ({ source: Math.floor(packed / KINDS.length), as: KINDS[packed % KINDS.length] ?? 'told' });

/** The lineage after one more output was read. Pure. */
export function read(lineage: Lineage, output: OutputLineage, { tool, standing }: Pick<Source, 'tool' | 'standing'>): Lineage {
  if (lineage.sources.length >= MOST_SOURCES) return { ...lineage, overflow: true };
  const sources = [...lineage.sources, { tool, standing, trust: output.trust, acts: output.acts }];
  const told = output.trust === 'trusted' ? lineage.told : withTold(lineage.told, output.acts);
  const added = segmentOf(output, lineage.sources.length);
  if (lineage.size + added.digests.length > MOST_ATOMS) return { ...lineage, sources, told, overflow: true };
  const segments = merged([...lineage.segments, added]);
  const size = segments.reduce((sum, { digests }) => sum + digests.length, 0);
  return { ...lineage, sources, segments, size, told, overflow: lineage.overflow || !output.whole };
}

/** What is asked for by both; the first itself where the other adds nothing. */
export const withTold = (known: readonly Effect[], acts: readonly Effect[]): readonly Effect[] =>
  acts.every((act) => known.includes(act)) ? known : [...new Set([...known, ...acts])];

function segmentOf(output: OutputLineage, source: number): Segment {
  const pairs = [output.fields, output.text, output.pointed, output.told].flatMap((packed, kind) =>
    digestsIn(packed).map((digest) => [digest, source * KINDS.length + kind] as const),
  );
  pairs.sort(([a, first], [b, second]) => a - b || first - second);
  return { digests: Float64Array.from(pairs, ([digest]) => digest), seen: Uint16Array.from(pairs, ([, seen]) => seen) };
}

function merged(segments: readonly Segment[]): readonly Segment[] {
  const [before, last] = segments.slice(-2);
  if (before === undefined || last === undefined || before.digests.length > last.digests.length * SPREAD) return segments;
  return merged([...segments.slice(0, -2), joined(before, last)]);
}

/** Both in one, of each digest what came first. */
function joined(before: Segment, last: Segment): Segment {
  const most = before.digests.length + last.digests.length;
  const [digests, seen] = [new Float64Array(most), new Uint16Array(most)];
  let [i, k, length, run] = [0, 0, 0, 0];
  while (i + k < most) {
    const [one, other] = [before.digests[i] ?? Infinity, last.digests[k] ?? Infinity];
    const from = one <= other ? before : last;
    const at = one <= other ? i++ : k++;
    const digest = from.digests[at] ?? 0;
    run = length > 0 && digests[length - 1] === digest ? run + 1 : 1;
    if (run > MOST_SIGHTINGS) continue;
    digests[length] = digest;
    seen[length] = from.seen[at] ?? 0;
    length += 1;
  }
  return { digests: digests.slice(0, length), seen: seen.slice(0, length) };
}

/** Every place where a digest was seen. */
export function sightings({ segments }: Lineage, digest: number): readonly Sighting[] {
  const found: Sighting[] = [];
  for (const { digests, seen } of segments) {
    for (let at = firstAt(digests, digest); digests[at] === digest; at += 1) found.push(sighting(seen[at] ?? 0));
  }
  return found;
}

/** Where a digest is, or would be. */
function firstAt(digests: Float64Array, digest: number): number {
  let [low, high] = [0, digests.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((digests[middle] ?? 0) < digest) low = middle + 1;
    else high = middle;
  }
  return low;
}
