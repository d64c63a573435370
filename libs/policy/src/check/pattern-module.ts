import { buildModule } from '../build.js';
import type { Stage } from '../build.js';

/** What can be asked about patterns: whether `input.pattern` compiles, and whether it matches `input.text`. */
export const PATTERN_ENTRYPOINTS = { compiles: 'writ/probe/compiles', matches: 'writ/probe/matches' } as const;

const FILE = 'probe/probe.rego';
const PROBE = `package writ.probe

compiles := regex.is_valid(input.pattern)

matches := regex.match(input.pattern, input.text)
`;

/** The module is the same for all packs: it is built once for each `opa`. */
const built = new Map<string, Promise<Uint8Array>>();

/** A module with the code of those that decide, to ask about patterns. */
export function patternModule(at: Pick<Stage, 'opa' | 'folder'>): Promise<Uint8Array> {
  const known = built.get(at.opa) ?? buildModule(at, { files: { [FILE]: PROBE }, entrypoints: Object.values(PATTERN_ENTRYPOINTS) });
  built.set(at.opa, known);
  known.catch(() => built.delete(at.opa));
  return known;
}
