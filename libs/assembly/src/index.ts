export { assemble } from './assemble.js';
export type { Assembly } from './assemble.js';
export { followPolicies } from './follow-policies.js';
export type { FollowPoliciesOptions } from './follow-policies.js';
