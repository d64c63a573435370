export * from './worker.js';
export { openNotifier } from './notifier.js';
export { startResolving } from './deferrals/start-resolving.js';
