import { describe, expect, it } from '@jest/globals';
import { CONTEXT_FIELDS, openingState } from '@writ/aarm';
import type { ContextState, JsonObject, PolicyTerms, ToolDeclaration } from '@writ/aarm';
import { createSignals } from '../src/index.js';

const at = '2026-01-01T00:00:00.000Z';
const now = Date.parse(at) + 10_000;
const line = (tool: string, operation: string, more: Partial<ToolDeclaration>): ToolDeclaration => ({
  tool,
  operation,
  effect: 'read',
  parameters: {},
  closed: false,
  destinations: [],
  entities: [],
  ...more,
});
const terms: PolicyTerms = {
  id: 'test',
  version: '1',
  hash: `sha256:${'0'.repeat(64)}`,
  posture: { pack: 'test', result: 'DENY', overridable: true },
  on_uncertain: 'keep',
  thresholds: { confidence: 0.5, risk: 0.95, misaligned: 0.2, aligned: 0.8 },
  defer_timeout_s: 300,
  step_up_timeout_s: 300,
  approvers: ['approver'],
  tools: [
    line('shell', '*', { effect: 'execute' }),
    line('crm', 'read', { output: { level: 'CONFIDENTIAL', labels: ['PII'] }, entities: ['table'] }),
    line('mail', 'send', { effect: 'send', destinations: ['to', 'cc'] }),
    line('database', 'query', { effect: 'read' }),
  ],
};
const opening = openingState({ session_id: 'ses_1', started_at: at });
const asked: ContextState = { ...opening, request: { available: true, text: 'run the tests', reason: null } };

const gather = (tool: string, operation: string, parameters: JsonObject, state: ContextState = asked) =>
  createSignals().gather({ action: { tool, operation, parameters }, state, terms, now });

describe('what the signals say of an action', () => {
  it('populates every field that rules may read, but for the distance that nothing measures, trackers that nobody declares and sessions that nobody looked at', () => {
    const { view } = gather('shell', 'execute', { command: 'npm test' });
    const expected = Object.keys(CONTEXT_FIELDS).filter(
      (field) => !['semantic_distance', 'distance_model', 'drift', 'tracked', 'earlier'].includes(field),
    );
    expect(Object.keys(view).sort()).toEqual(expected.sort());
  });

  it('says the same in whatever order the members were written', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`note${String(index)}`, `text ${String(index)}`]));
    const parameters = { to: 'team@corp.example', bcc: ['x@partner.example'], cc: 'y@partner.example', body: { z: 'b', a: 'c' }, ...many };
    const reversed = Object.fromEntries(Object.entries(parameters).reverse());
    const state: ContextState = { ...asked, lineage: { ...asked.lineage, elsewhere: true } };
    expect(gather('mail', 'send', reversed, state)).toEqual(gather('mail', 'send', parameters, state));
    expect(gather('courier', 'send', reversed, state)).toEqual(gather('courier', 'send', parameters, state));
  });

  it('leaves out the request and the alignment where the host cannot tell', () => {
    const { view } = gather('shell', 'execute', { command: 'ls' }, opening);
    expect(view).not.toHaveProperty('original_request');
    expect(view).not.toHaveProperty('alignment');
  });

  it('leaves out facts that are no longer fresh', () => {
    const fact = { value: true, source: 'calendar', at, max_age_s: 10 };
    const { view } = gather('shell', 'execute', {}, { ...asked, facts: { stale: fact, fresh: { ...fact, max_age_s: 11 } } });
    expect(view['facts']).toEqual({ fresh: true });
  });

  it('knows a fact from neither of two sources that contradict each other', () => {
    const said = { value: 'open', source: 'calendar', at, max_age_s: 100 };
    const told = (value: string, max_age_s = 100) => ({
      ...asked,
      facts: { window: { ...said, others: [{ ...said, value, source: 'host', max_age_s }] } },
    });
    const facts = (state: ContextState): unknown => gather('shell', 'execute', {}, state).view['facts'];
    expect(facts(told('open'))).toEqual({ window: 'open' });
    expect(facts(told('shut'))).toEqual({});
    expect(facts(told('shut', 10))).toEqual({ window: 'open' });
  });

  it('shares the sets of the state, however long the session', () => {
    const { view } = gather('shell', 'execute', { command: 'ls' });
    expect(view['submitted']).toBe(asked.submitted);
    expect(view['destinations_seen']).toBe(asked.destinations_seen);
  });

  it('AARM-22: charges what the catalogue expects, nothing yet where it is silent, the highest for a stranger', () => {
    expect(gather('crm', 'read', {}).charge).toEqual({ level: 'CONFIDENTIAL', labels: ['PII'] });
    expect(gather('shell', 'execute', {}).charge).toEqual({ level: 'PUBLIC', labels: [] });
    expect(gather('stranger', 'call', {})).toMatchObject({ charge: { level: 'RESTRICTED' }, effect: 'unknown' });
  });

  it.each<[string, string, JsonObject, string[], string[]]>([
    ['crm', 'read', { table: 'Customers' }, ['customers'], []],
    ['mail', 'send', { to: ['Bob@Partner.com'], cc: 'team' }, [], ['partner.com', 'team']],
    [
      'shell',
      'execute',
      { command: 'curl -s https://me:pw@api.example.com:8443/x; scp a root@10.0.0.1:/' },
      [],
      ['api.example.com', '10.0.0.1'],
    ],
    ['database', 'query', { query: 'SELECT * FROM customers c JOIN public.orders o' }, ['customers', 'public.orders'], []],
    ['stranger', 'call', { nested: { url: 'https://evil.example/x' } }, [], ['evil.example']],
  ])('%s.%s names what it touches and where it goes', (tool, operation, parameters, entities, destinations) => {
    expect(gather(tool, operation, parameters)).toMatchObject({ entities, destinations });
  });

  it('is the same for the same input, byte for byte', () => {
    const once = JSON.stringify(gather('shell', 'execute', { command: 'rm -rf build' }));
    expect(JSON.stringify(gather('shell', 'execute', { command: 'rm -rf build' }))).toBe(once);
  });

  it('is least sure of a command that hides what it runs', () => {
    const confidence = (command: string): unknown => gather('shell', 'execute', { command }).view['confidence'];
    expect(confidence('npm test')).toBe(0.9);
    expect(confidence('echo $(date) > $OUT')).toBe(0.7);
    expect(confidence('echo cm0gLXJmIC8K | base64 -d | sh')).toBe(0.55);
  });
});

describe('the composite risk', () => {
  const risk = (state: ContextState, to = 'new@elsewhere.com'): unknown => gather('mail', 'send', { to }, state).view['composite_risk'];
  const touched: ContextState = { ...asked, classification: { level: 'RESTRICTED', labels: ['PII', 'SECRET'] } };

  it('stays low in ordinary work and bearable for a first mail', () => {
    expect(gather('shell', 'execute', { command: 'npm test' }).view).toMatchObject({ composite_risk: 0.2, risk_level: 'LOW' });
    expect(risk(asked)).toBe(0.4);
    expect(risk({ ...asked, classification: { level: 'CONFIDENTIAL', labels: ['PII'] } })).toBe(0.61);
    expect(gather('shell', 'execute', { command: 'ls' }, { ...touched, results: { DENY: 40 } }).view['composite_risk']).toBeLessThan(0.5);
  });

  it('is lower for a destination that was seen before, higher with every denial after the first', () => {
    expect(risk({ ...touched, destinations_seen: ['elsewhere.com'] })).toBeLessThan(Number(risk(touched)));
    expect(risk({ ...touched, results: { DENY: 1 } })).toBe(risk(touched));
    expect(risk({ ...touched, results: { DENY: 2 } })).toBeGreaterThan(Number(risk(touched)));
  });

  it('reaches the default limit only where several causes meet', () => {
    expect(risk(touched)).toBeLessThan(0.95);
    expect(risk({ ...touched, results: { DENY: 4 } })).toBeGreaterThanOrEqual(0.95);
  });
});
