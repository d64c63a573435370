import { describe, expect, it } from '@jest/globals';
import { modify } from '../src/decision/modify.js';
import { invalidParameter } from '../src/decision/parameters.js';
import type { Modification } from '../src/decision/obligation.js';
import { executes, stricter } from '../src/decision/result.js';
import { ToolDeclarationSchema, isContextField } from '../src/policy/policy.js';
import type { ParameterDeclaration, ToolDeclaration } from '../src/policy/policy.js';
import { matchesGlob, toolDeclaration } from '../src/policy/tool-declaration.js';

const line = (tool: string, operation = '*'): ToolDeclaration => ToolDeclarationSchema.parse({ tool, operation, effect: 'read' });

describe('globs', () => {
  it.each([
    ['mail', 'mail', true],
    ['mail', 'mails', false],
    ['*', 'anything', true],
    ['mail.*', 'mail.send', true],
    ['*.send', 'mail.send', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['a*b*b', 'ab', false],
    ['ab*ba', 'aba', false],
    ['a*bb*a', 'aba', false],
  ])('%s of %s: %s', (pattern, name, matches) => {
    expect(matchesGlob(pattern, name)).toBe(matches);
  });
});

describe('the catalogue', () => {
  const tools = [line('*'), line('mail', 'send'), line('ma*', 'send'), line('mail')];
  it.each([
    ['mail', 'send', tools[1]],
    ['mail', 'read', tools[3]],
    ['mate', 'send', tools[2]],
    ['file', 'read', tools[0]],
  ])('%s %s gets its most specific line, at every look-up', (tool, operation, expected) => {
    expect(toolDeclaration(tools, { tool, operation })).toBe(expected);
    expect(toolDeclaration(tools, { tool, operation })).toBe(expected);
  });

  it('knows nothing of a tool that no line names, and stays bounded by what is asked', () => {
    const few = [line('mail')];
    for (let i = 0; i < 5000; i += 1) expect(toolDeclaration(few, { tool: `t${i.toString()}`, operation: 'x' })).toBeNull();
    expect(toolDeclaration(few, { tool: 'mail', operation: 'x' })).toBe(few[0]);
  });
});

describe('results', () => {
  it('are ordered by strictness', () => {
    expect([stricter('ALLOW', 'DENY'), stricter('DEFER', 'MODIFY'), stricter('STEP_UP', 'STEP_UP')]).toEqual(['DENY', 'DEFER', 'STEP_UP']);
    expect((['ALLOW', 'MODIFY', 'STEP_UP', 'DEFER', 'DENY'] as const).filter(executes)).toEqual(['ALLOW', 'MODIFY']);
  });
});

describe('what no schema lets through', () => {
  it('is refused by the edits and the types as well', () => {
    expect(() => modify({}, [{ op: 'widen', path: ['a'] } as unknown as Modification], null)).toThrow(TypeError);
    const declared = { a: { type: 'colour', optional: false, restricting: false } as unknown as ParameterDeclaration };
    expect(() => invalidParameter({ tool: 't', parameters: { a: 1 } }, { ...line('t'), parameters: declared }, [])).toThrow(TypeError);
  });

  it('is a field that no rule may read', () => {
    expect([isContextField('level'), isContextField('facts.x'), isContextField('history')]).toEqual([true, true, false]);
  });
});
