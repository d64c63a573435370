import { decodeBase64, decodeBase64Url, isValidBase64 } from './base64.js';
import { cidrContains, cidrIntersects } from './cidr.js';
import { isValidJson, jsonText, unmarshalJson } from './json-text.js';
import { formatInt, toNumber } from './numbers.js';
import { readRegoValue } from './rego-value.js';
import type { RegoValue } from './rego-value.js';
import { sprintf } from './sprintf.js';
import { concatSet, indexOfText, replaceText, replaceTexts } from './texts.js';
import type { HostBuiltin, Spend } from '../wasm/machine.js';

/**
 * The builtins that Writ supplies, answering as native OPA does: what modules leave to their host, and what OPA's own code for modules
 * answers otherwise, where an agent could choose the value that makes the difference. An answer of null is undefined.
 */
export const HOST_BUILTINS: ReadonlyMap<string, HostBuiltin> = new Map<string, HostBuiltin>([
  ['sprintf', { call: valued((format, values) => (typeof format === 'string' && Array.isArray(values) ? sprintf(format, values) : null)) }],
  ['json.is_valid', { call: valued(isValidJson), replaces: { name: 'opa_json_is_valid', parameters: 1 } }],
  ['json.marshal', { call: valued(jsonText), replaces: { name: 'opa_json_marshal', parameters: 1 } }],
  ['json.unmarshal', { call: written(unmarshalJson), replaces: { name: 'opa_json_unmarshal', parameters: 1 } }],
  ['base64.is_valid', { call: valued(isValidBase64), replaces: { name: 'opa_base64_is_valid', parameters: 1 } }],
  ['base64.decode', { call: valued(decodeBase64), replaces: { name: 'opa_base64_decode', parameters: 1 } }],
  ['base64url.decode', { call: valued(decodeBase64Url), replaces: { name: 'opa_base64_url_decode', parameters: 1 } }],
  ['net.cidr_contains', { call: valued(cidrContains), replaces: { name: 'opa_cidr_contains', parameters: 2 } }],
  ['net.cidr_intersects', { call: valued(cidrIntersects), replaces: { name: 'opa_cidr_intersects', parameters: 2 } }],
  ['replace', { call: valued(replaceText), replaces: { name: 'opa_strings_replace', parameters: 3 } }],
  [
    'strings.replace_n',
    {
      call: valued((patterns, text, _none, spend) => replaceTexts(patterns, text, spend)),
      replaces: { name: 'opa_strings_replace_n', parameters: 2 },
    },
  ],
  [
    'indexof',
    {
      call: valued((text, sought, _none, spend) => indexOfText(text, sought, spend)),
      replaces: { name: 'opa_strings_indexof', parameters: 2 },
    },
  ],
  ['concat', { call: valued(concatSet), replaces: { name: 'opa_strings_concat', parameters: 2, forSet: 1 } }],
  ['to_number', { call: written(toNumber), replaces: { name: 'opa_to_number', parameters: 1 } }],
  ['format_int', { call: valued(formatInt), replaces: { name: 'opa_strings_format_int', parameters: 2 } }],
]);

/** A function of values whose answer is a text, a number or a truth. */
function valued(
  answer: (...given: readonly [RegoValue, RegoValue, RegoValue, Spend]) => string | number | boolean | null,
): HostBuiltin['call'] {
  return written((...given) => {
    const found = answer(...given);
    return found === null ? null : JSON.stringify(found);
  });
}

/** A function of values whose answer is JSON. */
function written(answer: (...given: readonly [RegoValue, RegoValue, RegoValue, Spend]) => string | null): HostBuiltin['call'] {
  return (texts, spend) => {
    const [first = null, second = null, third = null] = texts.map(readRegoValue);
    return answer(first, second, third, spend);
  };
}
