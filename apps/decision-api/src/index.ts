export { startDecisionApi } from './decision-api.js';
export type { DecisionApi, DecisionApiOptions } from './decision-api.js';
export { eventsOf } from './events.js';
