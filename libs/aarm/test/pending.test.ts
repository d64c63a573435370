import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { RESULTS } from '../src/decision/result.js';
import { PENDING_EVENTS, TRANSITIONS, isPending, nextState } from '../src/pending/pending.js';

const MODEL = readFileSync(fileURLToPath(new URL('../formal/pending.pml', import.meta.url)), 'utf8');

describe('the table of waits', () => {
  it('says one thing for each state and event', () => {
    const lines = TRANSITIONS.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(lines).size).toBe(lines.length);
    expect(new Set(TRANSITIONS.map(({ on }) => on))).toEqual(new Set(PENDING_EVENTS));
    for (const { from, on, to } of TRANSITIONS) expect(nextState(from, on)).toBe(to);
  });

  it('leaves no terminal state, and never goes back from people to context', () => {
    for (const from of RESULTS.filter((result) => !isPending(result))) {
      for (const on of PENDING_EVENTS) expect(nextState(from, on)).toBeNull();
    }
    expect(PENDING_EVENTS.map((on) => nextState('STEP_UP', on))).not.toContain('DEFER');
  });

  it('ends every wait in DENY on timeout, kill switch and closing', () => {
    for (const from of ['DEFER', 'STEP_UP'] as const) {
      for (const on of ['timeout', 'kill_switch', 'session_closed'] as const) expect(nextState(from, on)).toBe('DENY');
    }
  });

  it('is the table of the model', () => {
    const moves = [...MODEL.matchAll(/MOVE\((DEFER|STEP_UP), (\w+), (\w+)\)/gu)].map(
      ([, from, on, to]) => `${from ?? ''} ${(on ?? '').replace(/_$/u, '')} ${to ?? ''}`,
    );
    expect([...new Set(moves)].sort()).toEqual(TRANSITIONS.map(({ from, on, to }) => `${from} ${on} ${to}`).sort());
  });
});

const hasSpin = spawnSync('spin', ['-V']).status === 0 && spawnSync('cc', ['--version']).status === 0;
// `.ci/run` installs both and says so; elsewhere the model is optional, the table is not.
const checked = hasSpin || process.env['ALL_TOOLS'] === '1' ? it : it.skip;

describe('the model of waits (needs the packages `spin` and `gcc`)', () => {
  checked(
    'ends each decision once, in the state that the table says, whoever races or crashes',
    () => {
      expect(verify(MODEL, { flags: ['-DSAFETY', '-DNOCLAIM'], run: [] })).toContain('errors: 0');
    },
    60_000,
  );

  checked(
    'always ends',
    () => {
      expect(verify(MODEL, { flags: ['-DNFAIR=3'], run: ['-a', '-f'] })).toContain('errors: 0');
    },
    60_000,
  );

  checked.each([
    ['the compare-and-set', 'version == seen && ', ''],
    ['the deadline within the statement', ' && !(EXECUTES(to) && late)) -> \\', ' && true) -> assert(!(EXECUTES(to) && late)); \\'],
  ])(
    'fails without %s',
    (_, part, replacement) => {
      expect(MODEL).toContain(part);
      expect(verify(MODEL.replace(part, replacement), { flags: ['-DSAFETY', '-DNOCLAIM'], run: [] })).toContain('errors: 1');
    },
    60_000,
  );
});

/** What the verifier that `spin` makes of a model says. */
function verify(model: string, { flags, run }: { readonly flags: readonly string[]; readonly run: readonly string[] }): string {
  const cwd = mkdtempSync(join(tmpdir(), 'writ-spin-'));
  try {
    writeFileSync(join(cwd, 'pending.pml'), model);
    execFileSync('spin', ['-a', 'pending.pml'], { cwd });
    execFileSync('cc', ['-O2', '-w', '-DCOLLAPSE', '-DVECTORSZ=2048', ...flags, '-o', 'pan', 'pan.c'], { cwd });
    return execFileSync(join(cwd, 'pan'), ['-m1000000', ...run], { cwd, encoding: 'utf8' });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
