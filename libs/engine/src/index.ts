export * from './ports.js';
export * from './compose-decision.js';
export * from './engine.js';
