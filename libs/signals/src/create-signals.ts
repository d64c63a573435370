import { boundedBy, sessionTool, toolDeclaration, trackerViews } from '@writ/aarm';
import type { ContextState, Effect, KnownTool, ToolDeclaration } from '@writ/aarm';
import type { GatheredSignals, Signals } from '@writ/engine';
import { sortMembers } from '@writ/receipt';
import { alignmentOf } from './alignment.js';
import { chargeOf, classifyContent, classifyOutput } from './classification.js';
import { confidenceOf } from './confidence.js';
import { driftOf } from './drift.js';
import { footprintOf } from './footprint.js';
import { findingsOf } from './lineage/findings.js';
import { saidIn } from './lineage/request.js';
import { findingsOf as findingsOfOutput, redacted } from './outputs.js';
import { readOutput } from './lineage/read-output.js';
import { gravest, knownTool } from './known-tool.js';
import { compositeRisk } from './risk.js';
import { sentenceOf } from './sentence.js';
import { riskSignals } from './risk-signals.js';
import { trackedAction } from './tracking.js';
import { viewOf } from './view.js';

type GatherInput = Parameters<Signals['gather']>[0];

/** The signals of this version: symbolic, deterministic and quantised, so that a replay needs no model. */
export const createSignals = (): Signals => ({
  gather,
  classifyOutput,
  knownTool,
  readOutput: outputOf,
  readSource,
  inspect,
  redact: redacted,
  sentenceOf,
});

function readSource({ source, state }: Parameters<Signals['readSource']>[0]): ReturnType<Signals['readSource']> {
  const { trust, content } = source;
  return { classification: classifyContent(content), lineage: readOutput(content, { sessionId: state.session_id, trust }) };
}

function inspect({ tool, operation, output, excerpt, terms, state }: Parameters<Signals['inspect']>[0]): ReturnType<Signals['inspect']> {
  const { trust, acts } = outputOf({ tool, operation, output, state });
  const found = findingsOfOutput(output);
  const classification = classifyOutput({ tool, operation, output, excerpt: excerpt || !found.whole, terms, state });
  return { ...found, classification, trust, tells: acts };
}

function gather({ action: submitted, state, terms, now, agent_type = '', measured = null }: GatherInput): GatheredSignals {
  // What is bounded looks at the first members, and a replay finds them in this order.
  const action = { ...submitted, parameters: sortMembers(submitted.parameters) };
  const line = toolDeclaration(terms.tools, action);
  const known = line === null ? knownOf(state, action) : null;
  const footprint = footprintOf(action, line);
  const effect = line?.effect ?? effectOf(known, footprint);
  const { trackers } = terms;
  const past = trackers === undefined ? null : trackedAction(trackers, { action, effect, session_id: state.session_id });
  const findings = findingsOf({ action, effect, params: { ...known?.params, ...declaredRoles(line) }, state });
  const risk = compositeRisk({ effect, destinations: footprint.destinations, state });
  const drift = driftOf(measured, { state, agent_type, profiles: terms.drift });
  const alignment = alignmentOf({ request: state.request, action, effect, footprint });
  const view = viewOf({
    drift,
    state,
    now,
    action,
    effect,
    destinations: footprint.destinations,
    alignment,
    confidence: confidenceOf({ declared: line !== null, requested: state.request.available, command: footprint.command }),
    risk,
    findings,
    bounded: boundedBy(terms.boundaries ?? [], saidIn(state)?.effects ?? new Set(), {
      ...{ tool: action.tool, effect, level: state.classification.level, actions: state.since_request },
    }),
    risk_signals: riskSignals({ action, effect, destinations: footprint.destinations, findings, alignment, drift, state, now }),
    tracked: trackers === undefined || past === null ? null : trackerViews(state.tracked, { set: trackers, keys: past.keys, now }),
  });
  const { standing, delegated } = findings;
  return {
    ...{ view, charge: chargeOf(line, known), effect, entities: footprint.entities, destinations: footprint.destinations },
    ...(past === null ? {} : { tracking: past.tracking }),
    ...(standing === 'none' ? {} : { standing }),
    ...(delegated === null ? {} : { delegation: `${String(delegated)}:${effect}` }),
  };
}

/** A statement does what it says, whatever the tool that runs it is called. */
function effectOf(known: KnownTool | null, { statement }: ReturnType<typeof footprintOf>): Effect {
  const inferred = known?.effect ?? 'unknown';
  if (statement.length === 0) return inferred;
  return gravest([...statement, ...(inferred === 'unknown' ? [] : [inferred])]) ?? inferred;
}

/** Operations that say only that the tool is used. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['call', 'run', 'execute', 'invoke', 'use']);

/** What the session knows of a tool, or what its name alone says; a name says nothing of what it returns. */
function knownOf(state: ContextState, action: { readonly tool: string; readonly operation: string }): KnownTool {
  const told = sessionTool(state.tools, action);
  if (told !== null) return told.known;
  const { tool, operation } = action;
  const byOperation = knownTool({ name: SAYS_NOTHING.has(operation) ? tool : `${operation} ${tool}` });
  return { ...byOperation, output: { trust: 'unknown', level: 'RESTRICTED', labels: [] } };
}

const declaredRoles = (line: ToolDeclaration | null): KnownTool['params'] => ({
  ...Object.fromEntries((line?.entities ?? []).map((name) => [name, 'entity' as const])),
  ...Object.fromEntries((line?.destinations ?? []).map((name) => [name, 'destination' as const])),
});

/** A source's trust is what is known of its tool; of a tool that nobody described, nothing is believed but whole fields. */
function outputOf({ tool, operation, output, state }: Parameters<Signals['readOutput']>[0]): ReturnType<Signals['readOutput']> {
  const { trust } = knownOf(state, { tool, operation }).output;
  return readOutput(output, { sessionId: state.session_id, trust });
}
