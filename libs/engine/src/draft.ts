import type { ContextView, RequesterContext } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import { timestamp } from './clock.js';
import type { DecisionDraft } from './decision-draft.js';
import type { Core } from './core.js';
import { newId } from './identifiers.js';
import type { Evaluator } from './ports.js';
import type { Snapshot } from './sessions.js';

/** Signals that are recorded and tested whether or not a rule reads them. */
const ALWAYS = ['alignment', 'confidence', 'composite_risk', 'risk_level'];

const readable = new WeakMap<Evaluator, { readonly fields: ReadonlySet<string>; readonly facts: ReadonlySet<string> }>();

/** What any active rule reads: nothing else of the context crosses into the evaluator, so its cost is bounded. */
function readableBy(evaluator: Evaluator): { readonly fields: ReadonlySet<string>; readonly facts: ReadonlySet<string> } {
  const known = readable.get(evaluator);
  if (known !== undefined) return known;
  const reads = evaluator.rules.flatMap((rule) => rule.reads);
  const fields = new Set([...ALWAYS, ...reads.filter((read) => !read.startsWith('facts.'))]);
  const facts = new Set(reads.filter((read) => read.startsWith('facts.')).map((read) => read.slice('facts.'.length)));
  readable.set(evaluator, { fields, facts });
  return { fields, facts };
}

/** The part of a context that some rule of a version reads, with the signals that are always recorded. */
export function project(view: ContextView, evaluator: Evaluator): ContextView {
  const { fields, facts } = readableBy(evaluator);
  const projected = Object.entries(view).filter(([name]) => name !== 'facts' && fields.has(name));
  const known = Object.entries((view['facts'] ?? {}) as ContextView).filter(([name]) => facts.has(name));
  return Object.fromEntries(facts.size === 0 ? projected : [...projected, ['facts', Object.fromEntries(known)]]);
}

const requesterTexts = new WeakMap<RequesterContext, string>();

/** The edge gives the same object for the same identity, so one serialisation serves many actions. */
function textOf(requester: RequesterContext): string {
  const known = requesterTexts.get(requester);
  if (known !== undefined) return known;
  const text = canonicalize(requester);
  requesterTexts.set(requester, text);
  return text;
}

/** Gathers the signals and writes the draft that is decided on. */
export function draftOf(
  core: Core,
  snapshot: Snapshot,
  about: {
    readonly action: DecisionDraft['action'];
    readonly identity: DecisionDraft['identity'];
    readonly requester: RequesterContext;
    readonly decision_id: string;
    readonly now: number;
    /** The version that decides it. */
    readonly evaluator: Evaluator;
  },
): DecisionDraft {
  const { session, state, head } = snapshot;
  const { terms } = about.evaluator;
  const gathered = core.signals.gather({ action: about.action, state, terms, now: about.now });
  return {
    tenant_id: session.tenant_id,
    issuer: core.issuer(session.tenant_id),
    session_id: session.session_id,
    head,
    classification: state.classification,
    now: timestamp(about.now),
    decision_id: about.decision_id,
    receipt_id: newId('rct', about.now),
    action: about.action,
    identity: about.identity,
    requester: textOf(about.requester),
    view: project(gathered.view, about.evaluator),
    charge: gathered.charge,
    effect: gathered.effect,
    entities: gathered.entities,
    destinations: gathered.destinations,
    stopped: false,
  };
}
