import { HIGHEST, LOWEST, raise, sessionTool, toolDeclaration } from '@writ/aarm';
import type { Classification, Json, KnownTool, ToolDeclaration } from '@writ/aarm';
import type { Signals } from '@writ/engine';
import { detect } from './detectors/findings.js';
import { textOf } from './text-of.js';

/** What a declared tool returns when nothing was found in it. */
const UNREMARKABLE: Classification = { level: 'INTERNAL', labels: [] };
/** Says in the entry that an output was not read to its end: of the rest nothing is known. */
const UNREAD = 'UNREAD';

/**
 * What an ALLOW charges to the session before anything ran. A line without `output` charges nothing yet: its output is
 * classified when it is reported. A tool without a line counts as highest (AARM R2.3).
 */
export function chargeOf(line: ToolDeclaration | null, known: KnownTool | null): Classification {
  if (line === null) return floorOf(known) ?? LOWEST;
  return line.output ?? LOWEST;
}

/** Of a tool that nobody defined, or whose definition says nothing, everything is to be feared; null leaves it to what is found. */
function floorOf(known: KnownTool | null): Classification | null {
  if (known === null || known.effect === 'unknown') return HIGHEST;
  const { level, labels } = known.output;
  return level === null ? null : { level, labels };
}

/** The catalogue's word and what the detectors find, joined; a tool that nothing is known of is highest (AARM R2.3). */
export function classifyOutput(input: Parameters<Signals['classifyOutput']>[0]): Classification {
  const { tool, operation, output, excerpt = false, terms, state } = input;
  const line = toolDeclaration(terms.tools, { tool, operation });
  const known = line === null ? (sessionTool(state.tools, { tool, operation })?.known ?? null) : null;
  const floor = (line === null ? floorOf(known) : line.effect === 'unknown' ? HIGHEST : line.output) ?? UNREMARKABLE;
  const { text, whole } = output === undefined ? { text: '', whole: true } : textOf(output);
  const found = output === undefined ? floor : raise(floor, detect(text));
  if (whole && !excerpt) return found;
  // Who declares an output tells of all of it.
  return raise(found, { level: line?.output === undefined ? HIGHEST.level : found.level, labels: [UNREAD] });
}

/** What a text that no tool returned is by what is found in it. */
export function classifyContent(content: Json): Classification {
  const { text, whole } = textOf(content);
  const found = raise(UNREMARKABLE, detect(text));
  return whole ? found : raise(found, { level: HIGHEST.level, labels: [UNREAD] });
}
