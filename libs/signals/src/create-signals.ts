import { trackerViews } from '@writ/aarm';
import type { GatheredSignals, Signals } from '@writ/engine';
import { alignmentOf } from './alignment.js';
import { catalogueLine } from './catalogue.js';
import { chargeOf, classifyOutput } from './classification.js';
import { confidenceOf } from './confidence.js';
import { footprintOf } from './footprint.js';
import { knownTool } from './known-tool.js';
import { compositeRisk } from './risk.js';
import { trackedAction } from './tracking.js';
import { viewOf } from './view.js';

type GatherInput = Parameters<Signals['gather']>[0];

/** The signals of this version: symbolic, deterministic and quantised, so that a replay needs no model. */
export const createSignals = (): Signals => ({ gather, classifyOutput, knownTool });

function gather({ action, state, terms, now }: GatherInput): GatheredSignals {
  const line = catalogueLine(terms.tools, action);
  const effect = line?.effect ?? 'unknown';
  const footprint = footprintOf(action, line);
  const { trackers } = terms;
  const past = trackers === undefined ? null : trackedAction(trackers, { action, effect, session_id: state.session_id });
  const risk = compositeRisk({ effect, destinations: footprint.destinations, state });
  const view = viewOf({
    state,
    now,
    action,
    effect,
    destinations: footprint.destinations,
    alignment: alignmentOf({ request: state.request, action, effect, footprint }),
    confidence: confidenceOf({ declared: line !== null, requested: state.request.available, command: footprint.command }),
    risk,
    tracked: trackers === undefined || past === null ? null : trackerViews(state.tracked, { set: trackers, keys: past.keys, now }),
  });
  const gathered = { view, charge: chargeOf(line), effect, entities: footprint.entities, destinations: footprint.destinations };
  return past === null ? gathered : { ...gathered, tracking: past.tracking };
}
