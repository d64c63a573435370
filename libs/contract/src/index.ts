import { fileURLToPath } from 'node:url';

export { ANSWERS } from './answers.js';
export type { AnswerName } from './answers.js';
export { BODIES } from './bodies.js';
export type { BodyName } from './bodies.js';
export { QUERIES } from './calls/call.js';
export type { Call, QueryName } from './calls/call.js';
export { CALLS, REST_CALLS } from './calls/calls.js';
export type { CallName } from './calls/calls.js';
export { GRAPHQL_CALLS } from './calls/graphql-calls.js';
export { ROLES } from './roles.js';
export type { Role } from './roles.js';
export { openApi, wireSchema } from './openapi.js';

/** The file of the `writ.v1` protocol, for loaders that read it at run time. */
export const PROTO_FILE = fileURLToPath(new URL('../proto/writ/v1/decision.proto', import.meta.url));
/** Its package. */
export const PROTO_PACKAGE = 'writ.v1';
/** The trailer that carries a problem as JSON. */
export const PROBLEM_TRAILER = 'writ-problem-bin';
/** The schema of the control plane, as it is. */
export const SCHEMA_FILE = fileURLToPath(new URL('../graphql/schema.graphql', import.meta.url));
/** The schema that clients were promised: nothing in it may go away. */
export const PROMISED_SCHEMA_FILE = fileURLToPath(new URL('../graphql/promised.graphql', import.meta.url));
