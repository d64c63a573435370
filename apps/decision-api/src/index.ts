export * from './decision-api.js';
export * from './lazy-engine.js';
