import { DEPENDENCIES, MANDATE_FIELDS, QUEUES, identityView } from '@writ/aarm';
import type { ContextView, RequesterContext } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { Deciding } from './deciding.js';
import type { Needs } from './needs.js';
import { timestamp } from '../journal/clock.js';
import type { DecisionDraft } from '../journal/decision-draft.js';
import { newId } from '../journal/identifiers.js';
import type { Journal } from '../journal/journal.js';
import type { Evaluator, Measured } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';

/** What this works with. */
export type DraftServices = Pick<Journal, 'issuer'> & Pick<Deciding, 'signals'>;

/** Signals that are recorded and tested whether or not a rule reads them. */
const ALWAYS = [
  ...['alignment', 'confidence', 'composite_risk', 'risk_level', 'call_origin', 'untrusted_values', 'risk_signals', 'pending_count'],
  ...['semantic_distance', 'distance_model', 'drift'],
  DEPENDENCIES,
  QUEUES,
];

/** Context fields whose members are read one by one. */
const BY_NAME = ['facts', 'tracked', 'identity'] as const;

/** Members that are kept whether or not a rule reads them: what an action was narrowed by. */
const ALWAYS_OF: Readonly<Partial<Record<(typeof BY_NAME)[number], readonly string[]>>> = { identity: MANDATE_FIELDS };

interface Readable {
  readonly fields: ReadonlySet<string>;
  /** By field, the members that some rule reads; a field of which none is read is not there. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

const readable = new WeakMap<Evaluator, Readable>();

/** What any active rule reads: nothing else of the context crosses into the evaluator, so its cost is bounded. */
function readableBy(evaluator: Evaluator): Readable {
  const known = readable.get(evaluator);
  if (known !== undefined) return known;
  const reads = evaluator.rules.flatMap((rule) => rule.reads);
  const fields = new Set([...ALWAYS, ...reads.filter((read) => !read.includes('.'))]);
  const members = new Map<string, ReadonlySet<string>>();
  for (const field of BY_NAME) {
    const names = reads.filter((read) => read.startsWith(`${field}.`)).map((read) => read.slice(field.length + 1));
    const kept = [...names, ...(ALWAYS_OF[field] ?? [])];
    if (kept.length > 0) members.set(field, new Set(kept));
  }
  readable.set(evaluator, { fields, members });
  return { fields, members };
}

/** The part of a context that some rule of a version reads, with the signals that are always recorded. */
export function project(view: ContextView, evaluator: Evaluator): ContextView {
  const { fields, members } = readableBy(evaluator);
  const projected = Object.entries(view).filter(([name]) => fields.has(name));
  for (const [field, names] of members) {
    // Nothing is made up of an identity that was never told.
    if (field === 'identity' && view[field] === undefined) continue;
    const known = Object.entries((view[field] ?? {}) as ContextView).filter(([name]) => names.has(name));
    projected.push([field, Object.fromEntries(known)]);
  }
  return Object.fromEntries(projected);
}

/** The distance that was measured when an action was first decided: it is measured once. */
export function measuredIn(view: ContextView): Measured | null {
  const { semantic_distance: distance, distance_model: model } = view;
  return typeof distance === 'number' && typeof model === 'string' ? { distance, model } : null;
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

/** What is drafted. */
interface About {
  readonly action: DecisionDraft['action'];
  /** Left out where nobody asks for this decision now. */
  readonly request?: DecisionDraft['request'] | undefined;
  readonly identity: Pick<DecisionDraft['identity'], 'verified' | 'failure'>;
  readonly requester: RequesterContext;
  readonly instance_proof?: string | undefined;
  readonly decision_id: string;
  readonly now: number;
  /** The version that decides it. */
  readonly evaluator: Evaluator;
  readonly needs: Needs;
  readonly measured: Measured | null;
}

/** Gathers the signals and writes the draft that is decided on. */
export async function draftOf(services: DraftServices, snapshot: Snapshot, about: About): Promise<DecisionDraft> {
  const { session, state, head } = snapshot;
  const { action, now, measured, evaluator, requester } = about;
  const gathered = await services.signals.gather({ action, state, terms: evaluator.terms, now, agent_type: session.agent_type, measured });
  return {
    tenant_id: session.tenant_id,
    issuer: services.issuer(session.tenant_id),
    session_id: session.session_id,
    head,
    classification: state.classification,
    now: timestamp(about.now),
    decision_id: about.decision_id,
    receipt_id: newId('rct', about.now),
    action: about.action,
    ...(about.request === undefined ? {} : { request: about.request }),
    identity: { ...about.identity, effective_scope: requester.effective_scope, chain: requester.delegation_chain },
    requester: textOf(requester),
    ...(about.instance_proof === undefined ? {} : { instance_proof: about.instance_proof }),
    view: project({ ...gathered.view, identity: identityView(requester, now), ...about.needs }, evaluator),
    charge: gathered.charge,
    effect: gathered.effect,
    entities: gathered.entities,
    destinations: gathered.destinations,
    ...(gathered.tracking === undefined ? {} : { tracking: gathered.tracking }),
    ...(gathered.standing === undefined ? {} : { standing: gathered.standing }),
    ...(gathered.delegation === undefined ? {} : { delegation: gathered.delegation }),
    stopped: false,
  };
}
