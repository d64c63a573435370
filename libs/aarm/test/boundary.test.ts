import { describe, expect, it } from '@jest/globals';
import type { Effect } from '../src/context/context.js';
import { BoundarySchema, boundedBy } from '../src/policy/boundary.js';
import type { Boundary } from '../src/policy/boundary.js';

const inform: Boundary = {
  intent: 'inform',
  asks: ['read', 'search'],
  tools: ['crm_*', 'calendar'],
  effects: ['read', 'search', 'send'],
  level: 'CONFIDENTIAL',
  actions: 10,
};
const within = { tool: 'crm_read', effect: 'read', level: 'INTERNAL', actions: 9 } as const;
const bounded = (change: Partial<Parameters<typeof boundedBy>[2]> = {}, asked: readonly Effect[] = ['read'], boundaries = [inform]) =>
  boundedBy(boundaries, new Set(asked), { ...within, ...change });

describe('boundaries of an intent class', () => {
  it('hold what is inside', () => {
    expect(bounded()).toEqual({ intent: 'inform', outside: [] });
    expect(bounded({}, ['read', 'search'])).toEqual({ intent: 'inform', outside: [] });
  });

  it.each<[string, Parameters<typeof bounded>[0], readonly string[]]>([
    ['another tool', { tool: 'bank' }, ['tool']],
    ['another effect', { effect: 'pay' }, ['effect']],
    ['a privilege', { effect: 'grant' }, ['privilege']],
    ['a level above', { level: 'RESTRICTED' }, ['level']],
    ['one action more', { actions: 10 }, ['chain_length']],
    ['several things at once', { tool: 'iam', effect: 'credential', actions: 99 }, ['tool', 'privilege', 'chain_length']],
  ])('are overstepped by %s', (_, change, outside) => {
    expect(bounded(change)).toEqual({ intent: 'inform', outside });
  });

  it('are not about requests that ask for more, or for nothing', () => {
    expect(bounded({ effect: 'pay' }, ['read', 'pay'])).toEqual({ intent: null, outside: [] });
    expect(bounded({ effect: 'pay' }, [])).toEqual({ intent: null, outside: [] });
  });

  it('all hold where several are about a request, and say nothing of what they leave out', () => {
    const wide: Boundary = { intent: 'work', asks: ['read', 'pay'], effects: ['pay'] };
    expect(bounded({ effect: 'pay', tool: 'bank' }, ['read'], [wide, inform])).toEqual({ intent: 'work', outside: ['tool', 'effect'] });
    expect(bounded({ tool: 'bank', level: 'RESTRICTED', actions: 99 }, ['pay'], [{ intent: 'any', asks: ['pay'] }]).outside).toEqual([]);
  });

  it('are read strictly', () => {
    expect(BoundarySchema.safeParse({ intent: 'x', asks: [] }).success).toBe(false);
    expect(BoundarySchema.safeParse({ intent: 'x', asks: ['read'], levels: 'PUBLIC' }).success).toBe(false);
  });
});
