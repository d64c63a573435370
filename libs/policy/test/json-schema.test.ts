import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decide } from '@writ/aarm';
import type { JsonObject } from '@writ/aarm';
import { contextOfCase, loadPolicySet } from '../src/index.js';
import { compile, manifest, remove, temporaryFolder } from './packs.js';

let root: string;
let packs = 0;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => remove(root));

/** How a policy that allows everything decides on these parameters of a tool with this schema. */
async function deciding(schema: string): Promise<(parameters: JsonObject) => string> {
  const id = `p${(packs += 1).toString()}`;
  const files = {
    'pack.yaml': manifest(id, 'posture: { result: ALLOW, overridable: false }\n'),
    'tools.yaml': `- { tool: bank, operation: pay, effect: pay, schema: ${schema} }\n`,
  };
  const policy = await loadPolicySet(await compile(root, { [id]: files }));
  return (parameters) => {
    const action = { tool: 'bank', operation: 'pay', parameters };
    const view = contextOfCase(action, policy.terms);
    return decide(action, { identity: { verified: true, failure: null, effective_scope: ['*'], chain: [] }, view }, policy).reason.code;
  };
}

describe('the JSON Schema of a tool', () => {
  it.each<[string, string, JsonObject, JsonObject]>([
    ['type', '{"type": "number"}', { x: 1 }, { x: '1' }],
    ['range', '{"type": "number", "minimum": 0, "maximum": 10}', { x: 10 }, { x: 11 }],
    ['length', '{"type": "string", "maxLength": 3}', { x: 'abc' }, { x: 'abcd' }],
    ['pattern anywhere', '{"type": "string", "pattern": "[0-9]{2}"}', { x: 'a12b' }, { x: 'a1b' }],
    ['pattern from end to end', '{"type": "string", "pattern": "^[0-9]{2}$"}', { x: '12' }, { x: '123' }],
    ['allow list', '{"enum": ["EUR", "USD"]}', { x: 'EUR' }, { x: 'XBT' }],
    ['allow list of one type', '{"enum": ["EUR", "USD"]}', { x: 'USD' }, { x: ['EUR'] }],
    ['presence, though it says no more', '{}', { x: null }, { y: 1 }],
    ['constant', '{"const": true}', { x: true }, { x: false }],
    ['block list', '{"type": "string", "not": {"enum": ["root"]}}', { x: 'ann' }, { x: 'root' }],
    ['members', '{"type": "array", "maxItems": 2, "items": {"enum": ["a", "b"]}}', { x: ['a', 'b'] }, { x: ['c'] }],
    ['number of members', '{"type": "array", "maxItems": 2}', { x: ['a', 'b'] }, { x: ['a', 'b', 'c'] }],
  ])('holds an action to its %s', async (_, property, good, bad) => {
    const decided = await deciding(`{"type": "object", "properties": {"x": ${property}}, "required": ["x"]}`);
    expect(decided(good)).toBe('posture');
    expect(decided(bad)).toBe('parameter_invalid');
    expect(decided({})).toBe('parameter_invalid');
  });

  it('refuses other parameters only where it says so', async () => {
    const closed = await deciding('{"type": "object", "properties": {"x": {}}, "additionalProperties": false}');
    expect([closed({ x: 1 }), closed({ y: 1 })]).toEqual(['posture', 'parameter_invalid']);
    const open = await deciding('{"type": "object", "properties": {"x": {}}}');
    expect(open({ y: 1 })).toBe('posture');
  });

  it('asks for what is required, also where it is not described', async () => {
    const decided = await deciding('{"type": "object", "required": ["x"]}');
    expect([decided({ x: 1 }), decided({})]).toEqual(['posture', 'parameter_invalid']);
  });

  it.each([
    ['members of what is no array', '{"type": "object", "properties": {"x": {"items": {"enum": ["a"]}}}}', /type: array/u],
    ['a limit beside the members', '{"type": "object", "properties": {"x": {"type": "array", "enum": ["a"]}}}', /below `items`/u],
    ['values of several types', '{"type": "object", "properties": {"x": {"enum": ["a", 1]}}}', /several types/u],
    ['a keyword that would be lost', '{"type": "object", "properties": {"x": {"type": "number", "multipleOf": 2}}}', /multipleOf/u],
    ['a reference', '{"type": "object", "properties": {"x": {"$ref": "#/a"}}}', /\$ref/u],
    ['alternatives', '{"type": "object", "anyOf": []}', /anyOf/u],
    ['a pattern that is none', '{"type": "object", "properties": {"x": {"type": "string", "pattern": "["}}}', /regular expression/u],
  ])('is refused with %s', async (_, schema, what) => {
    await expect(deciding(schema)).rejects.toMatchObject({ code: 'tools_invalid', message: expect.stringMatching(what) });
  });
});
