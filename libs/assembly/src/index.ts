export { assemble } from './assemble.js';
export type { Assembly } from './assemble.js';
export { followPolicies } from './follow-policies.js';
export type { FollowPoliciesOptions } from './follow-policies.js';
export { blastMeter } from './blast-meter.js';
export type { BlastMeterOptions } from './blast-meter.js';
export { measuringOf } from './measuring.js';
