import { noStops } from './authority/stops.js';
import { noToolPins } from './authority/tool-pins.js';
import type { EngineOptions } from './create-engine.js';

/**
 * For an engine with no authority beside its policy, as tools and tests build it: nobody is stopped, and each definition of a tool is
 * taken for the first. Said in so many words, since leaving a check out would weaken it.
 */
export const standAlone: Pick<EngineOptions, 'stops' | 'toolPins'> = { stops: noStops, toolPins: noToolPins };
