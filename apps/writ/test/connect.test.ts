import { describe, expect, it } from '@jest/globals';
import { diffLines } from '../src/connect/diff.js';
import { formatSettings, hookCommand } from '../src/connect/connection.js';
import { EVENTS, isConnected, withoutWrit, withWrit } from '../src/connect/settings.js';
import type { Settings } from '../src/connect/settings.js';

const configFile = '/home/someone/.writ/claude-code/connection.json';
const COMMAND = hookCommand({ configFile, asks: ['http://127.0.0.1:7420'] });
const other = { type: 'command', command: 'lint.sh' };

const EXISTING: Readonly<Record<string, Settings>> = {
  none: {},
  others: { model: 'x', permissions: { deny: ['Read(./.env)'] } },
  'no hooks yet': { hooks: {} },
  'hooks of another tool': { hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [other] }], Stop: [{ hooks: [other] }] }, model: 'x' },
  'an empty group': { hooks: { PreToolUse: [] } },
};

describe('the settings of claude code', () => {
  it.each(Object.keys(EXISTING))('%s: connecting adds, disconnecting takes away, nothing else changes', (name) => {
    const before = EXISTING[name] ?? {};
    const after = withWrit(before, COMMAND);
    expect(isConnected(after)).toBe(true);
    expect(withWrit(after, COMMAND)).toEqual(after);
    for (const [key, value] of Object.entries(before)) if (key !== 'hooks') expect(after[key]).toEqual(value);
    const undone = withoutWrit(after);
    expect(isConnected(undone)).toBe(false);
    expect(JSON.stringify(undone)).not.toContain('claude-code');
    if (name.startsWith('hooks of')) expect(undone).toEqual(before);
  });

  it('blocks when the hook itself fails, at every event and for every tool', () => {
    const hooks = withWrit({}, COMMAND)['hooks'] as Record<string, { matcher?: string; hooks: { onFailure: string; timeout: number }[] }[]>;
    for (const event of EVENTS) expect(hooks[event]?.[0]?.hooks[0]).toMatchObject({ type: 'command', onFailure: 'block', timeout: 120 });
    expect(hooks['PreToolUse']?.[0]?.matcher).toBe('*');
  });

  it('replaces what an earlier connection left', () => {
    const old = withWrit({}, COMMAND.replace('/home/someone', '/home/else'));
    expect(withWrit(old, COMMAND)).toEqual(withWrit({}, COMMAND));
  });

  it('leaves another hook of the same group where it is', () => {
    const mixed = withWrit({}, COMMAND);
    const hooks = mixed['hooks'] as Record<string, { hooks: unknown[] }[]>;
    hooks['PreToolUse']?.[0]?.hooks.push(other);
    expect(withoutWrit(mixed)).toEqual({ hooks: { PreToolUse: [{ matcher: '*', hooks: [other] }] } });
  });

  it.each([{ hooks: [] }, { hooks: 'x' }, { hooks: { PreToolUse: {} } }])('refuses %j', (settings) => {
    expect(() => withWrit(settings, COMMAND)).toThrow(TypeError);
  });

  it('starts the hook in an environment that cannot change it, and without the certificates that only TLS needs', () => {
    expect(COMMAND).toMatch(/^NODE_OPTIONS= NODE_PATH= NODE_TLS_REJECT_UNAUTHORIZED= NODE_EXTRA_CA_CERTS= "/u);
    const secure = hookCommand({ configFile, asks: ['https://writ.example', 'http://127.0.0.1:7429'] });
    expect(secure).toMatch(/^NODE_OPTIONS= NODE_PATH= NODE_TLS_REJECT_UNAUTHORIZED= "/u);
    for (const command of [COMMAND, secure]) expect(isConnected(withoutWrit(withWrit({}, command)))).toBe(false);
  });

  it('keeps the indentation of the file', () => {
    expect(formatSettings({ a: 1 }, '{\n\t"a": 0\n}')).toBe('{\n\t"a": 1\n}');
    expect(formatSettings({ a: 1 }, null)).toBe('{\n  "a": 1\n}\n');
  });

  it('shows the difference', () => {
    expect(diffLines('a\nb\n', 'a\nc\nb\n')).toEqual([
      { mark: ' ', text: 'a' },
      { mark: '+', text: 'c' },
      { mark: ' ', text: 'b' },
    ]);
  });
});
