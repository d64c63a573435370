export { createSignals } from './create-signals.js';
export { knownTool } from './known-tool.js';
