import type { HostBuiltin } from '../wasm/machine.js';
import { readRegoValue } from './rego-value.js';
import { sprintf } from './sprintf.js';

/** The builtins that modules leave to their host, as native OPA answers them; whatever is not here is not offered. */
export const HOST_BUILTINS: ReadonlyMap<string, HostBuiltin> = new Map([['sprintf', { call: callSprintf }]]);

function callSprintf(format: string, values: string): string | null {
  const [text, list] = [readRegoValue(format), readRegoValue(values)];
  return typeof text === 'string' && Array.isArray(list) ? JSON.stringify(sprintf(text, list)) : null;
}
