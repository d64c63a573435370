export * from './worker.js';
export { openNotifier } from './notifier.js';
