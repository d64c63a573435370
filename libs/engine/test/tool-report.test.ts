import { describe, expect, it } from '@jest/globals';
import type { KnownTool, ToolDeclaration, ToolDefinition, ToolPin } from '@writ/aarm';
import { toolReport } from '../src/index.js';
import type { RecentAction } from '../src/index.js';

const known = (effect: KnownTool['effect'], certainty: number): KnownTool => ({
  effect,
  params: {},
  output: { trust: 'unknown', level: null, labels: [] },
  certainty,
});
/** By the annotation, else by the name, as the real one does in more words. */
const knownTool = ({ name, annotations }: ToolDefinition): KnownTool => {
  if (annotations?.read_only_hint === true) return known('read', 0.6);
  return name.startsWith('send') ? known('send', 0.8) : known('unknown', 0);
};
const pin = (name: string, more: Partial<ToolPin> = {}): ToolPin => ({
  ...{ tenant_id: 'acme', agent: 'coder', name, digest: 'sha256:1', definition: { name }, pinned_at: 'then', met: null, accepted_by: null },
  ...more,
});
const line = (tool: string): ToolDeclaration => ({
  ...{ tool, operation: '*', effect: 'update', parameters: {}, closed: false, destinations: [], entities: [] },
});
const did = (tool: string, more: Partial<RecentAction> = {}): RecentAction => ({
  ...{ agent: 'coder', tool, operation: 'call', effect: 'unknown' },
  ...more,
});

describe('the report on tools', () => {
  it('says where an effect is known from, and begins with what somebody has to look at', () => {
    const changed = { digest: 'sha256:2', definition: { name: 'send_mail' }, at: 'now' };
    const pins = [
      pin('send_mail', { met: changed }),
      pin('list', { definition: { name: 'list', annotations: { read_only_hint: true } } }),
      pin('files'),
      pin('odd'),
      pin('send_fax'),
    ];
    const { tools } = toolReport({ pins, actions: [], terms: { tools: [line('files')] }, knownTool });
    expect(tools.map(({ name, from, effect }) => [name, from, effect])).toEqual([
      ['send_mail', 'inferred', 'send'],
      ['odd', 'unknown', 'unknown'],
      ['files', 'manifest', 'update'],
      ['list', 'annotation', 'read'],
      ['send_fax', 'inferred', 'send'],
    ]);
  });

  it('counts the actions of each agent by its own tools, and those by tools that nobody defined', () => {
    const pins = [pin('mail'), pin('mail', { agent: 'another' }), pin('mail.send')];
    const actions = [
      did('mail', { effect: 'send' }),
      did('mail', { operation: 'send', effect: 'send' }),
      did('mail', { agent: 'another' }),
      did('shell', { effect: 'execute' }),
      did('nobody_knows'),
    ];
    const { tools, recent } = toolReport({ pins, actions, terms: { tools: [line('shell')] }, knownTool });
    const counted = Object.fromEntries(tools.map(({ agent, name, actions: count, from }) => [`${agent} ${name}`, [count, from]]));
    expect(counted).toEqual({
      'coder mail': [1, 'unknown'],
      'coder mail.send': [1, 'unknown'],
      'another mail': [1, 'unknown'],
      'coder shell.call': [1, 'manifest'],
      'coder nobody_knows.call': [1, 'unknown'],
    });
    expect(recent).toEqual({ actions: 5, known: 3 });
  });
});
