import { describe, expect, it } from '@jest/globals';
import { DecisionRequestSchema, OpenSessionSchema, ProblemError, SubmittedEntrySchema } from '@writ/aarm';
import type { z } from 'zod';
import { validate } from '../src/validate.js';

const action = { tool: 'database', operation: 'query', parameters: {} };

function refused(schema: z.ZodType, body: unknown): string {
  try {
    validate(schema, body);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_field') return `${error.field ?? ''}: ${error.detail}`;
    throw error;
  }
  throw new Error('accepted');
}

describe('validate', () => {
  it.each<[string, z.ZodType, unknown, RegExp]>([
    [
      'a missing field',
      DecisionRequestSchema,
      { session_id: 's', identity: {}, action: { ...action, tool: undefined } },
      /^action\.tool: `action.tool` is missing; add it$/u,
    ],
    ['another type', DecisionRequestSchema, { session_id: 1, identity: {}, action }, /^session_id: .* is a number; send a string$/u],
    [
      'an array for an object',
      DecisionRequestSchema,
      { session_id: 's', identity: {}, action: { ...action, parameters: [] } },
      /^action\.parameters: .* is an array/u,
    ],
    ['null', DecisionRequestSchema, { session_id: 's', identity: null, action }, /^identity: .* is null; send an object$/u],
    [
      'a long value',
      DecisionRequestSchema,
      { session_id: 'x'.repeat(129), identity: {}, action },
      /^session_id: .* more than `128` characters/u,
    ],
    ['an empty value', DecisionRequestSchema, { session_id: '', identity: {}, action }, /^session_id: .* less than `1` characters/u],
    [
      'a wrong form',
      DecisionRequestSchema,
      { session_id: 's', identity: {}, action: { ...action, tool: 'a b`\n' } },
      /^action\.tool: .* is `a b\?\?`; send text that matches/u,
    ],
    [
      'an unknown member',
      DecisionRequestSchema,
      { session_id: 's', identity: {}, action, 'x-user-id': 'root' },
      /^x-user-id: .* not a known member; remove it$/u,
    ],
    [
      'an unknown member within',
      DecisionRequestSchema,
      { session_id: 's', identity: { user: 'x' }, action },
      /^identity\.user: .* not a known member/u,
    ],
    ['a fraction', DecisionRequestSchema, { session_id: 's', identity: {}, action, wait_ms: 1.5 }, /^wait_ms: /u],
    ['no object at all', DecisionRequestSchema, [], /^body: /u],
    [
      'a union by its branch',
      SubmittedEntrySchema,
      { kind: 'fact', fact: { name: 'Bad Name', value: 1, source: 's' } },
      /^fact\.name: .*`Bad Name`/u,
    ],
    ['a kind that is none', SubmittedEntrySchema, { kind: 'outcome' }, /^kind: /u],
    ['a plain union', OpenSessionSchema, { host_session_id: 'h', identity: {}, user_request: { text: '' } }, /^user_request\.text: /u],
    [
      'the other branch',
      OpenSessionSchema,
      { host_session_id: 'h', identity: {}, user_request: { available: false } },
      /^user_request\.reason: .*missing/u,
    ],
    ['a union left out', OpenSessionSchema, { host_session_id: 'h', identity: {} }, /^user_request: .*missing/u],
  ])('names field, value and fix of %s', (_, schema, body, told) => {
    expect(refused(schema, body)).toMatch(told);
  });

  it('fills in defaults', () => {
    expect(validate(OpenSessionSchema, { host_session_id: 'h', identity: {}, user_request: { text: 'x' } }).agent_type).toBe('unknown');
  });
});
