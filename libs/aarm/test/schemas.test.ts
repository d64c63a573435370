import { describe, expect, it } from '@jest/globals';
import { ParameterDeclarationSchema } from '../src/policy/policy.js';
import type { z } from 'zod';
import { SubmittedActionSchema } from '../src/action/action.js';
import { ApprovalAnswerSchema } from '../src/approval/approval.js';
import { ClassificationSchema, FactSchema, SubmittedEntrySchema, UserRequestSchema } from '../src/context/context.js';
import { ModificationSchema } from '../src/decision/obligation.js';
import { AppliesToSchema, PackManifestSchema, RuleMetadataSchema, RuleVoiceSchema } from '../src/policy/policy.js';

const action = { tool: 'database', operation: 'query', parameters: {} };
const classification = { level: 'INTERNAL', labels: ['PII'] };
const fact = { name: 'change_window', value: 'open', source: 'cmdb' };
const answer = { answer: 'approve', action_digest: `sha256:${'a'.repeat(64)}` };
const rule = { id: 'no_drop', class: 'forbidden', result: 'DENY', applies_to: [{ tool: 'database' }] };
const voice = { reason: 'because' };
const cap = { op: 'cap', path: ['limit'], value: 1 };
const pack = { id: 'baseline', version: '1', title: 'baseline' };

describe('what is accepted', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['an action', SubmittedActionSchema, action],
    ['an action in another script', SubmittedActionSchema, { ...action, tool: 'база.данных/1@v2' }],
    ['a classification', ClassificationSchema, classification],
    ['a fact', FactSchema, fact],
    ['a request that is not available', UserRequestSchema, { available: false, reason: 'a timer' }],
    ['an answer', ApprovalAnswerSchema, answer],
    ['a rule', RuleMetadataSchema, rule],
    ['a rule about an effect', AppliesToSchema, { effect: 'pay' }],
    ['a voice', RuleVoiceSchema, { ...voice, modifications: [cap] }],
    ['a pack', PackManifestSchema, pack],
  ])('%s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });
});

describe('what is refused', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['an action with a member too many', SubmittedActionSchema, { ...action, identity: 'root' }],
    ['an action without parameters', SubmittedActionSchema, { tool: 'database', operation: 'query' }],
    ['an action whose parameters are a list', SubmittedActionSchema, { ...action, parameters: [] }],
    ['an action of a tool without a name', SubmittedActionSchema, { ...action, tool: '' }],
    ['an action of a tool with a blank in it', SubmittedActionSchema, { ...action, tool: 'data base' }],
    ['an action of a tool with a control character', SubmittedActionSchema, { ...action, tool: 'database\u0000' }],
    ['an action of a tool with a hidden mark', SubmittedActionSchema, { ...action, tool: 'data\u202Ebase' }],
    ['an action of a tool that is a pattern', SubmittedActionSchema, { ...action, tool: 'data*' }],
    ['an action with a tool name of 257 characters', SubmittedActionSchema, { ...action, tool: 'x'.repeat(257) }],
    ['a level that is none', ClassificationSchema, { ...classification, level: 'SECRET' }],
    ['a label in small letters', ClassificationSchema, { ...classification, labels: ['pii'] }],
    ['a fact called like an inherited member', FactSchema, { ...fact, name: '__proto__' }],
    ['a fact that is fresh for ever', FactSchema, { ...fact, max_age_s: 1e9 }],
    ['a fact of an age that is no whole number', FactSchema, { ...fact, max_age_s: 1.5 }],
    ['an entry that an agent might forge', SubmittedEntrySchema, { kind: 'decision', result: 'ALLOW' }],
    ['a request that is both there and not', UserRequestSchema, { text: 'do it', available: false, reason: 'none' }],
    ['a request without a word', UserRequestSchema, { text: '' }],
    ['an answer of neither kind', ApprovalAnswerSchema, { ...answer, answer: 'maybe' }],
    ['an answer to no digest', ApprovalAnswerSchema, { ...answer, action_digest: 'sha256:A' }],
    ['an answer with a member too many', ApprovalAnswerSchema, { ...answer, on_behalf_of: 'boss' }],
    ['a rule with a capital in its id', RuleMetadataSchema, { ...rule, id: 'NoDrop' }],
    ['a rule about nothing', RuleMetadataSchema, { ...rule, applies_to: [] }],
    ['a rule of a class that is none', RuleMetadataSchema, { ...rule, class: 'soft' }],
    ['a rule of a priority between two numbers', RuleMetadataSchema, { ...rule, priority: 1.5 }],
    ['a rule that says by hand what it reads', RuleMetadataSchema, { ...rule, reads: ['level'] }],
    ['a rule about a tool and an effect at once', AppliesToSchema, { tool: 'database', effect: 'pay' }],
    ['a voice that names its own result', RuleVoiceSchema, { ...voice, result: 'ALLOW' }],
    ['a voice without a reason', RuleVoiceSchema, { reason: '' }],
    ['an edit without a place', ModificationSchema, { ...cap, path: [] }],
    ['an edit of a kind that is none', ModificationSchema, { ...cap, op: 'raise' }],
    ['an edit that puts in a structure', ModificationSchema, { op: 'set', path: ['to'], value: { a: 1 } }],
    ['a pack with a posture that is neither', PackManifestSchema, { ...pack, posture: { result: 'MODIFY' } }],
    ['a pack with a threshold over one', PackManifestSchema, { ...pack, thresholds: { risk: 2 } }],
  ])('%s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe('the limits of a parameter', () => {
  const limits = (more: object): boolean => ParameterDeclarationSchema.safeParse({ type: 'any', ...more }).success;

  it.each([
    { minimum: 1, maximum: 1 },
    { min_length: 0, max_length: 3 },
    { pattern: '[a-z]+' },
    { allow: ['a', 1, true] },
    { block: ['x'] },
  ])('take %j', (more) => {
    expect(limits(more)).toBe(true);
  });
  it.each([
    { minimum: 2, maximum: 1 },
    { min_length: 3, max_length: 2 },
    { pattern: '(' },
    { pattern: 'a)|(b' },
    { allow: [] },
    { block: [{}] },
  ])('refuse %j', (more) => {
    expect(limits(more)).toBe(false);
  });
});
