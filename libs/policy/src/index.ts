export { compilePacks } from './compile.js';
export type { CompileOptions } from './compile.js';
export { policyHash } from './compiled.js';
export type { CompiledPolicy, HashedFile } from './compiled.js';
export { PolicyError } from './error.js';
export type { PolicyErrorCode } from './error.js';
export { resolveOpa } from './opa.js';
export { loadPolicySet } from './policy-set.js';
