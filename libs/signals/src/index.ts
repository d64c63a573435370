export { createSignals } from './create-signals.js';
