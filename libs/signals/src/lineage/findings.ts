import { sightings } from '@writ/aarm';
import type { ContextState, Effect, Json, JsonObject, KnownTool, ParamRole, Standing } from '@writ/aarm';
import { paramRole, roleOfValue } from '../param-role.js';
import { detect } from '../detectors/findings.js';
import { remembering } from '../remembering.js';
import { textOf } from '../text-of.js';
import { THINGS, effectsNamed, verbsOfName } from '../verbs.js';
import { digestOf } from './atoms.js';
import { linksOf } from './links.js';
import { namedByOutput, originOf } from './origin.js';
import type { Origin, OriginKind, Traceable } from './origin.js';
import { knownIn, saidIn } from './request.js';
import type { Said } from './request.js';
import { saltOf } from './salt.js';
import { isTelling, stem, stemsOf, wordsOfName } from './words.js';

/** Why an action came to be asked for (AARM R2.2): by the user, by what a source says, or by nobody. */
export type CallOrigin = 'requested' | 'delegated' | 'implied' | 'unasked' | 'told' | 'named_by_output' | 'no_request';

/** A value of the parameters that neither the user nor a structured field accounts for. */
export interface Suspect {
  readonly parameter: string;
  readonly role: ParamRole;
  readonly origin: OriginKind;
  /** The tool whose output it is in; null where it is in none. */
  readonly tool: string | null;
  /** As much of the value as a question shows. */
  readonly text: string;
}

/** What lineage says of one action. */
export interface Findings {
  readonly call_origin: CallOrigin;
  /** Values that only running text accounts for, and that nothing delegates. */
  readonly untrusted_values: readonly Suspect[];
  /** Addresses and destinations that appear nowhere, and names where the effect is grave. */
  readonly invented_values: readonly Suspect[];
  /** Whether the user or a fact names everybody whom it reaches, and it reaches somebody. */
  readonly recipients_named: boolean;
  /** Whether the user, a fact or a whole field of structured data accounts for everybody whom it reaches. */
  readonly recipients_known: boolean;
  /** Labels found in what an action that leaves would carry with it. */
  readonly carries: readonly string[];
  /** Whether running text that nobody vouches for was read in this session. */
  readonly exposed: boolean;
  /** How the source that this action reads came to be named. */
  readonly standing: Standing;
  /** The source whose instructions this action carries out. */
  readonly delegated: number | null;
}

interface Asked {
  readonly action: { readonly tool: string; readonly operation: string; readonly parameters: JsonObject };
  readonly effect: Effect;
  readonly params: KnownTool['params'];
  readonly state: ContextState;
}

const WRITTEN: ReadonlySet<ParamRole> = new Set<ParamRole>(['content', 'code']);
const UNTRACED: Origin = { kind: 'agent', source: null };
/** Origins that are words of running text. */
const FROM_TEXT: ReadonlySet<OriginKind> = new Set<OriginKind>(['text', 'pointed', 'told']);
const NAMED: ReadonlySet<OriginKind> = new Set<OriginKind>(['request', 'fact']);
const KNOWN: ReadonlySet<OriginKind> = new Set<OriginKind>([...NAMED, 'trusted', 'field']);
const ATTACHED = /attach/iu;
const ABOUT: ReadonlySet<ParamRole> = new Set<ParamRole>(['recipient', 'destination', 'entity']);
const LEAVES: ReadonlySet<Effect> = new Set<Effect>(['send', 'pay', 'grant']);
const MOST_VALUES = 64;
const MOST_SUSPECTS = 8;
const SHOWN = 120;
/** What cannot be taken back, or reaches beyond the task. */
const GRAVE: ReadonlySet<Effect> = new Set<Effect>(['send', 'pay', 'delete', 'grant', 'credential']);
const READS: ReadonlySet<Effect> = new Set<Effect>(['read', 'search']);
/** What a value is for that may carry an action somewhere else than the user meant. */
const STEERING: ReadonlySet<ParamRole> = new Set<ParamRole>([
  'destination',
  'recipient',
  'amount',
  'path',
  'entity',
  'credential',
  'other',
]);

/** What may be of an output that was not read to its end matters where it leads somewhere, or where the effect is grave. */
const REACHING: ReadonlySet<ParamRole> = new Set<ParamRole>(['destination', 'recipient', 'credential']);

/** Traces an action's call and values. O(size of the action), whatever the session has read. */
export function findingsOf(asked: Asked): Findings {
  const { effect, state } = asked;
  const by: Traceable = { said: saidIn(state), known: knownIn(state), lineage: state.lineage, salt: saltOf(state.session_id) };
  // Of what is written, only the links in it can lead somewhere: they are traced by themselves.
  const values = valuesOf(asked).map((value) => ({ ...value, origin: WRITTEN.has(value.role) ? UNTRACED : originOf(value.text, by) }));
  const call = callOrigin(asked, by, values);
  const reads = READS.has(effect);
  const suspects = values.filter(({ role, origin, text }) => {
    if (!FROM_TEXT.has(origin.kind)) return false;
    if (reads ? role !== 'destination' && role !== 'recipient' : !STEERING.has(role)) return false;
    if (origin.joined === true && !REACHING.has(role) && !GRAVE.has(effect) && !isToldOnly(text, origin, call)) return false;
    if (origin.source === null) return leadsSomewhere(role, effect);
    return !isLent(origin, call, { ...by, reads });
  });
  const reached = values.filter(({ role }) => role === 'recipient' || role === 'destination');
  const links = reads ? [] : linksIn(values, by);
  const elsewhere = state.lineage.elsewhere === true ? values.filter((value) => mayComeFromElsewhere(value, effect)) : [];
  return {
    call_origin: call.origin,
    untrusted_values: [...suspects, ...links, ...elsewhere].slice(0, MOST_SUSPECTS).map((value) => suspect(value, state)),
    invented_values: values
      .filter(
        ({ role, origin }) =>
          !reads && origin.kind === 'agent' && (role === 'recipient' || role === 'destination' || (role === 'entity' && GRAVE.has(effect))),
      )
      .slice(0, MOST_SUSPECTS)
      .map((value) => suspect(value, state)),
    recipients_named: reached.length > 0 && reached.every(({ origin }) => NAMED.has(origin.kind)),
    // Where nobody is named, it goes where the thing is that it is about: a reply to whoever asked.
    recipients_known:
      values.every(({ role, origin }) => !ABOUT.has(role) || KNOWN.has(origin.kind)) && values.some(({ role }) => ABOUT.has(role)),
    carries: LEAVES.has(effect) || reached.length > 0 ? labelsIn(values) : [],
    exposed: state.lineage.overflow || state.lineage.told.some((act) => GRAVE.has(act)),
    standing: standingOf(asked, values, by),
    delegated: call.delegated,
  };
}

const leadsSomewhere = (role: ParamRole, effect: Effect): boolean => REACHING.has(role) || GRAVE.has(effect) || effect === 'unknown';

/** What nobody said and this session did not read may be of what another session of the same agent read. */
function mayComeFromElsewhere({ role, origin }: Traced, effect: Effect): boolean {
  if (origin.kind !== 'agent' || WRITTEN.has(role)) return false;
  if (READS.has(effect)) return role === 'destination' || role === 'recipient';
  return STEERING.has(role) && leadsSomewhere(role, effect);
}

const knownLabels = remembering((text) => detect(text).labels);
const knownLinks = remembering((text) => linksOf(text, MOST_SUSPECTS));

/** Who is reached is no secret to those who are; what is in a file that goes along, nobody sees here. */
function labelsIn(values: readonly Value[]): readonly string[] {
  const carried = values.filter(({ role }) => role !== 'recipient' && role !== 'destination');
  const { text, whole } = textOf(carried.map((value) => value.text));
  const seen = whole && values.length < MOST_VALUES && !values.some(({ parameter, role }) => role === 'path' || ATTACHED.test(parameter));
  return [...knownLabels(text), ...(seen ? [] : ['UNREAD'])];
}

interface Value {
  readonly parameter: string;
  readonly role: ParamRole;
  readonly text: string;
}
type Traced = Value & { readonly origin: Origin };

const suspect = ({ parameter, role, text, origin }: Traced, { lineage }: ContextState): Suspect => ({
  parameter,
  role,
  origin: origin.kind,
  tool: origin.source === null ? null : (lineage.sources[origin.source]?.tool ?? null),
  text: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text,
});

/** Every scalar of the parameters with what it is for, by the name nearest to it. */
function valuesOf({ action, params }: Asked): readonly Value[] {
  const values: Value[] = [];
  const visit = (value: Json, parameter: string, role: ParamRole): void => {
    if (values.length >= MOST_VALUES || value === null || typeof value === 'boolean') return;
    if (typeof value === 'string') values.push({ parameter, role: role === 'other' ? roleOfValue(value) : role, text: value });
    else if (typeof value === 'number') values.push({ parameter, role: role === 'other' ? 'amount' : role, text: String(value) });
    else if (Array.isArray(value)) for (const each of value as readonly Json[]) visit(each, parameter, role);
    else for (const [name, inner] of membersOf(value as JsonObject, values)) visit(inner, `${parameter}.${name}`, paramRole(name));
  };
  for (const [name, value] of membersOf(action.parameters, values)) visit(value, name, params[name] ?? paramRole(name));
  return values;
}

/** Members as long as there is room for their values: what a name is for takes longer to tell than to leave it out. */
function* membersOf(object: JsonObject, values: readonly Value[]): Generator<[string, Json]> {
  for (const name of Object.keys(object)) {
    if (values.length >= MOST_VALUES) return;
    yield [name, object[name] ?? null];
  }
}

interface Call {
  readonly origin: CallOrigin;
  readonly delegated: number | null;
}

function callOrigin(asked: Asked, by: Traceable, values: readonly Traced[]): Call {
  const { action, effect, state } = asked;
  // Where servers of MCP have their names says nothing of what a tool does.
  const tool = action.tool.replace(/^mcp\./u, '');
  const name = action.operation === 'call' ? tool : `${tool} ${action.operation}`;
  if (namedByOutput(action.tool, by) || namedByOutput(action.operation, by)) return { origin: 'named_by_output', delegated: null };
  const source = handedOver(asked, by, values);
  if (source !== null) return { origin: 'delegated', delegated: source };
  if (by.said !== null && asksFor(by.said, { name, effect })) return { origin: 'requested', delegated: null };
  if (READS.has(effect)) return { origin: by.said === null ? 'no_request' : 'implied', delegated: null };
  if (by.said !== null && isInRole(name, by)) return { origin: 'implied', delegated: null };
  if (state.lineage.told.includes(effect) || toldOf(name, by)) return { origin: 'told', delegated: null };
  // Tasks that the user handed over as a list may be anything; what another source told is not among them.
  if (by.said?.handsOver?.only === 'any' && by.said.handsOver.times === 'often' && !values.some(isInvented))
    return { origin: 'delegated', delegated: null };
  return { origin: by.said === null ? 'no_request' : 'unasked', delegated: null };
}

const answers = new WeakMap<Said, Map<string, boolean>>();
const MOST_ANSWERS = 1000;

/** Whether the user asks for it; remembered, for the same few tools are used over and over. */
function asksFor(said: Said, asked: { readonly name: string; readonly effect: Effect }): boolean {
  const remembered = answers.get(said) ?? new Map<string, boolean>();
  answers.set(said, remembered);
  const key = `${asked.effect} ${asked.name}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const answer = isAskedFor(said, asked);
  if (remembered.size < MOST_ANSWERS) remembered.set(key, answer);
  return answer;
}

/** The user asks for the effect, or for the very thing that the tool's name says. */
function isAskedFor({ effects, stems, intent }: Said, { name, effect }: { readonly name: string; readonly effect: Effect }): boolean {
  if (intent.prohibitions.some(({ of, effects: forbidden }) => of === 'all' && forbidden.includes(effect))) return false;
  if (effects.has(effect)) return true;
  const verbs = verbsOfName(wordsOfName(name).filter(isTelling));
  return verbs.some((verb) => !THINGS.has(verb) && stems.has(stem(verb)));
}

/** What the tool is called is what the agent is there for. */
function isInRole(name: string, { known, said }: Traceable): boolean {
  const words = wordsOfName(name).filter(isTelling).map(stem);
  return words.length > 1 && words.every((word) => known.stems.has(word) || said?.stems.has(word) === true);
}

/** The words of a tool's name stand in a sentence that tells somebody to do something. */
function toldOf(name: string, { lineage, salt }: Traceable): boolean {
  const words = wordsOfName(name).filter(isTelling);
  const met = words.filter((word) =>
    sightings(lineage, digestOf(`~${stem(word)}`, salt)).some(({ source }) => lineage.sources[source]?.trust !== 'trusted'),
  );
  return met.length >= 2 || (met.length === 1 && words.length === 1);
}

/** The source whose instructions the user handed over, if this action is one of them: once, or as often as it says. */
function handedOver({ effect, state }: Asked, { said, lineage, salt }: Traceable, values: readonly Traced[]): number | null {
  const handed = said?.handsOver ?? null;
  if (handed === null || READS.has(effect) || (handed.only === 'pay' && effect !== 'pay')) return null;
  // What is handed over is done as the source says, or it is something else.
  if (values.some(isInvented)) return null;
  const lent = values.filter(({ origin }) => FROM_TEXT.has(origin.kind));
  for (const { origin } of lent) {
    if (origin.source === null || lineage.sources[origin.source]?.standing !== 'named') continue;
    const spent = state.delegations.includes(`${String(origin.source)}:${effect}`);
    if (handed.times === 'once' && spent) continue;
    if (handed.about.length === 0 || isAbout(origin.source, handed.about, { lineage, salt })) return origin.source;
  }
  return null;
}

/** Whether a source has one of the words that what the request speaks of would have. */
const isAbout = (source: number, words: readonly string[], { lineage, salt }: Pick<Traceable, 'lineage' | 'salt'>): boolean =>
  words.some((word) => sightings(lineage, digestOf(word, salt)).some((seen) => seen.source === source));

const isInvented = ({ role, origin }: Traced): boolean =>
  origin.kind === 'agent' && (role === 'recipient' || role === 'destination' || role === 'amount' || role === 'entity');

/** Several words that an output tells somebody to use, in a call that nobody asked for. */
const isToldOnly = (text: string, { kind }: Origin, { origin }: Call): boolean =>
  kind === 'told' && (origin === 'told' || origin === 'unasked') && /\s/u.test(text);

/** Whether the user's request lets a source give this value to this act. */
function isLent(origin: Origin, call: Call, { lineage, said, reads }: Traceable & { readonly reads: boolean }): boolean {
  if (origin.source === null) return false;
  if (call.origin === 'delegated' && call.delegated !== null) return origin.source === call.delegated;
  if (call.origin === 'unasked' || call.origin === 'told' || call.origin === 'named_by_output') return false;
  const source = lineage.sources[origin.source];
  // Whoever reads a page does not go wherever it points; whoever asks for the links in a list does.
  if (origin.kind === 'pointed' && reads)
    return said?.followsLinks === true && source?.standing === 'named' && source.trust !== 'untrusted';
  return origin.kind !== 'told' && source?.standing !== 'none';
}

/** Links and addresses inside of what is written, that only an instruction in an output accounts for. */
function linksIn(values: readonly Traced[], by: Traceable): readonly Traced[] {
  return values
    .filter(({ role }) => role === 'content' || role === 'other')
    .flatMap(({ parameter, text }) =>
      knownLinks(text).map((link) => ({ parameter, role: 'content' as const, text: link, origin: originOf(link, by) })),
    )
    .filter(({ origin }) => origin.kind === 'told');
}

/** What is looked for in the agent's own words, and mostly in the user's. */
function isOwnQuery({ role, text, origin }: Traced, said: Said | null): boolean {
  if (said === null || role !== 'query' || origin.kind !== 'agent') return false;
  const words = [...stemsOf(text)];
  return words.length > 0 && words.filter((word) => said.stems.has(word)).length * 2 >= words.length;
}

/** A source is named where the user names it, or names what it is; chained where such a source names it. */
function standingOf({ action }: Asked, values: readonly Traced[], { said, lineage }: Traceable): Standing {
  if (values.some(({ origin }) => origin.kind === 'request')) return 'named';
  if (values.some((value) => isOwnQuery(value, said))) return 'named';
  if (values.some(({ origin }) => origin.source !== null && origin.kind !== 'told' && lineage.sources[origin.source]?.standing !== 'none'))
    return 'chained';
  const words = wordsOfName(`${action.tool.replace(/^mcp\./u, '')} ${action.operation}`).filter(
    (word) => isTelling(word) && effectsNamed(word).length === 0,
  );
  return said !== null && values.length === 0 && words.some((word) => said.stems.has(stem(word))) ? 'named' : 'none';
}
