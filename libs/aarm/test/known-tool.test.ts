import { describe, expect, it } from '@jest/globals';
import type { Entry, EntryBody } from '../src/context/context.js';
import { OpenSessionSchema, SubmittedEntrySchema } from '../src/context/context.js';
import { MOST_MEMBERS, fold, openingState } from '../src/context/fold.js';
import { KnownToolSchema, sessionTool } from '../src/context/known-tool.js';
import type { KnownTool } from '../src/context/known-tool.js';
import { MOST_TOOLS, ToolDefinitionsSchema } from '../src/context/tool-definition.js';

const known: KnownTool = {
  effect: 'send',
  params: { to: 'recipient' },
  output: { trust: 'unknown', level: null, labels: [] },
  certainty: 0.7,
};
const opening = openingState({ session_id: 'ses_1', started_at: '2026-01-01T00:00:00.000Z' });
const entry = (tools: Extract<EntryBody, { kind: 'tools' }>['tools']): Entry => ({
  seq: 0,
  kind: 'tools',
  at: '2026-01-01T00:00:01.000Z',
  body: JSON.stringify({ kind: 'tools', tools }),
  prev_hash: 'h0',
  hash: 'h1',
});
const named = (name: string, digest = 'sha256:1', changed = false) => ({ name, digest, known, changed });

describe('the tools of a session', () => {
  it('are known by name, the newest definition of each', () => {
    const first = fold(opening, entry([named('mail'), named('files')]));
    const { tools } = fold(first, entry([named('mail', 'sha256:2', true)]));
    expect(tools).toEqual({
      mail: { digest: 'sha256:2', known, changed: true },
      files: { digest: 'sha256:1', known, changed: false },
    });
  });

  it('are bounded: what no longer fits in is not known, what is known is renewed', () => {
    const many = Array.from({ length: MOST_MEMBERS + 5 }, (_, index) => named(`tool_${index.toString()}`));
    const full = fold(opening, entry(many));
    expect(Object.keys(full.tools)).toHaveLength(MOST_MEMBERS);
    const { tools } = fold(full, entry([named('tool_0', 'sha256:2'), named('one_more')]));
    expect([tools['tool_0']?.digest, tools['one_more']]).toEqual(['sha256:2', undefined]);
  });

  it('are found by the operation first, then by the tool, never by an inherited name', () => {
    const { tools } = fold(opening, entry([named('mail'), named('mail.send', 'sha256:2')]));
    expect(sessionTool(tools, { tool: 'mail', operation: 'send' })?.digest).toBe('sha256:2');
    expect(sessionTool(tools, { tool: 'mail', operation: 'read' })?.digest).toBe('sha256:1');
    expect(sessionTool(tools, { tool: 'constructor', operation: 'call' })).toBeNull();
  });
});

describe('definitions', () => {
  const issueOf = (tools: unknown): string | undefined => {
    const { error } = ToolDefinitionsSchema.safeParse(tools);
    return error?.issues[0]?.path.join('.');
  };

  it('are taken with a session and as an entry', () => {
    const tools = [{ name: 'mail', description: 'Sends mail', input_schema: { type: 'object' }, annotations: { read_only_hint: false } }];
    expect(SubmittedEntrySchema.parse({ kind: 'tools', tools })).toMatchObject({ tools });
    const open = { host_session_id: 'h', user_request: { text: 'x' }, identity: {}, tools };
    expect(OpenSessionSchema.parse(open)).toMatchObject({ tools });
    expect(KnownToolSchema.parse(known)).toEqual(known);
  });

  it.each([
    ['a name with a blank', [{ name: 'send mail' }], '0.name'],
    ['a description that is too long', [{ name: 'a', description: 'x'.repeat(16_385) }], '0.description'],
    ['a schema that is none', [{ name: 'a', input_schema: [] }], '0.input_schema'],
    ['a hint that is none', [{ name: 'a', annotations: { read_only_hint: 'yes' } }], '0.annotations.read_only_hint'],
    ['a name that comes twice', [{ name: 'a' }, { name: 'b' }, { name: 'a' }], '2.name'],
    ['too many', Array.from({ length: MOST_TOOLS + 1 }, (_, index) => ({ name: `t${index.toString()}` })), ''],
    ['none', [], ''],
  ])('are refused with %s, naming where', (_, tools, path) => {
    expect(issueOf(tools)).toBe(path);
  });
});
