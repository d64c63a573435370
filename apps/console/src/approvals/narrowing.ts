import { compare, same } from './parameters.js';
import type { Change, Json, JsonObject } from './parameters.js';

/** An edit that an approver may make, as `Modification` of AARM has it: each can only narrow. */
export type Edit =
  | { readonly op: 'cap'; readonly path: readonly string[]; readonly value: number }
  | { readonly op: 'set'; readonly path: readonly string[]; readonly value: Scalar }
  | { readonly op: 'keep'; readonly path: readonly string[]; readonly value: readonly Scalar[] }
  | { readonly op: 'drop'; readonly path: readonly string[] };
/** What says nothing any more. */
const REDACTION = /^(?:\*+|\[[A-Z_ ]+\])$/u;
type Scalar = null | boolean | number | string;

/** What an edited text comes to: edits that can be sent, or what about it cannot be. */
export interface Narrowing {
  readonly edits: readonly Edit[];
  readonly problems: readonly string[];
  readonly changes: readonly Change[];
}

/** Reads what an approver wrote against what was shown. The service judges again: this is to tell at once. */
export function narrowingOf(shown: JsonObject, text: string): Narrowing {
  const edited = objectIn(text);
  if (typeof edited === 'string') return { edits: [], problems: [edited], changes: [] };
  const changes = compare(shown, edited).filter(({ before, after }) => !same(before, after));
  const judged = changes.map(editOf);
  return {
    changes,
    edits: judged.filter((each) => typeof each !== 'string'),
    problems: judged.filter((each) => typeof each === 'string'),
  };
}

function objectIn(text: string): JsonObject | string {
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    return 'The parameters must stay one JSON object.';
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : 'it cannot be read'}.`;
  }
}

const isScalar = (value: Json): value is Scalar => typeof value !== 'object' || value === null;

function editOf({ path, before, after }: Change): Edit | string {
  const name = path.join('.');
  if (after === undefined) return { op: 'drop', path };
  if (typeof before === 'number' && typeof after === 'number')
    return after < before ? { op: 'cap', path, value: after } : `“${name}” can only be lowered: it is ${String(before)}.`;
  if (Array.isArray(before) && Array.isArray(after)) return keepOf(path, before as readonly Json[], after as readonly Json[]);
  if (typeof after === 'string' && !REDACTION.test(after))
    return `“${name}” can be left out or blacked out with ***, but not become another text.`;
  if (isScalar(after)) return { op: 'set', path, value: after };
  return `“${name}” can be left out, but not replaced by something of another shape.`;
}

function keepOf(path: readonly string[], before: readonly Json[], after: readonly Json[]): Edit | string {
  const name = path.join('.');
  const added = after.find((each) => !before.some((member) => same(member, each)));
  if (added !== undefined) return `“${name}” can only lose members: ${JSON.stringify(added)} was not in it.`;
  const kept = after.filter(isScalar);
  if (kept.length < after.length) return `“${name}” holds objects: leave the whole of it out, or approve it as it is.`;
  // What is shown as approved must be what runs: the service keeps the order, and every one of equal members.
  const runs = before.filter((member) => after.some((each) => same(member, each)));
  return same(runs, after) ? { op: 'keep', path, value: kept } : `“${name}” keeps its order, and all of its equal members or none.`;
}
