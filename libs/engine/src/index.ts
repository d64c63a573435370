export * from './ports.js';
export * from './engine.js';
export { composeDecision } from './compose-decision.js';
export type { ComposedDecision, DecisionDraft } from './decision-draft.js';
export type { Head } from './head.js';
export { createEvidence } from './create-evidence.js';
export type { Evidence } from './create-evidence.js';
export { createEngine } from './create-engine.js';
export type { EngineOptions } from './create-engine.js';
