export { compose } from './compose.js';
export type { Composition } from './compose.js';
export { startDecisionApi } from './decision-api.js';
export type { DecisionApi, DecisionApiOptions } from './decision-api.js';
export { lazyEngine } from './lazy-engine.js';
