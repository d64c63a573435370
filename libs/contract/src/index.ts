import { fileURLToPath } from 'node:url';

export * from './openapi.js';
export * from './routes.js';

/** The file of the `writ.v1` protocol, for loaders that read it at run time. */
export const PROTO_FILE = fileURLToPath(new URL('../proto/writ/v1/decision.proto', import.meta.url));
/** Its package. */
export const PROTO_PACKAGE = 'writ.v1';
/** The trailer that carries a problem as JSON. */
export const PROBLEM_TRAILER = 'writ-problem-bin';
