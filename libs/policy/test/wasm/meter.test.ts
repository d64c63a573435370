import { describe, expect, it } from '@jest/globals';
import { OP } from '../../src/wasm/instructions.js';
import { meterModule, METERS } from '../../src/wasm/meter.js';
import { WebAssembly } from '../../src/wasm/webassembly.js';
import type { Replacement } from '../../src/wasm/replace.js';
import type { Exports } from '../../src/wasm/webassembly.js';
import { assemble, I32 } from './assemble.js';
import type { TestFunction } from './assemble.js';

const MUCH = 1_000_000;
const GET = 0x20;
const SET = 0x21;
const IF = [OP.if, 0x40];
const BLOCK = [OP.block, 0x40];

/** Counts its parameter down to nothing: a loop of nine instructions. */
const COUNT: TestFunction = {
  parameters: 1,
  code: [OP.loop, 0x40, GET, 0, OP.i32Const, 1, OP.i32Sub, SET, 0, GET, 0, OP.brIf, 0, OP.end, GET, 0],
};

/** The sum of all numbers up to its parameter, by calling itself; zero returns out of two blocks. */
const SUM: TestFunction = {
  parameters: 1,
  locals: [
    [2, 0x7e],
    [1, I32],
  ],
  code: [
    ...[...BLOCK, ...BLOCK, GET, 0, 0x45, ...IF, OP.i32Const, 0, OP.return, OP.end, OP.end, OP.end],
    ...[GET, 0, OP.i32Const, 1, OP.i32Sub, OP.call, 0, GET, 0, OP.i32Add],
  ],
};

/** Calls the first function, and gives what it gave. */
const CALLER: TestFunction = { parameters: 1, code: [GET, 0, OP.call, 0] };

function start(functions: Readonly<Record<string, TestFunction>>): Exports {
  const module = meterModule(assemble(functions));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: {} });
  exports[METERS.fuel]!.value = MUCH;
  exports[METERS.depth]!.value = MUCH;
  return exports;
}

const spent = (exports: Exports): number => MUCH - exports[METERS.fuel]!.value;

describe('the metering of a module', () => {
  it('is a function of the bytes', () => {
    const module = assemble({ sum: SUM, count: COUNT });
    expect(meterModule(module)).toEqual(meterModule(module.slice()));
    expect(meterModule(module)).not.toEqual(module);
  });

  it.each([1, 2, 1000])('charges each turn of a loop of %i turns, and the code around it once', (turns) => {
    const exports = start({ count: COUNT });
    expect(exports['count']!(turns)).toBe(0);
    // `loop`, and behind it the parameter and the end of the function.
    expect(spent(exports)).toBe(3 + 7 * turns);
  });

  it('ends a loop without end', () => {
    const exports = start({ count: COUNT });
    expect(() => exports['count']!(0)).toThrow('unreachable');
    expect(exports[METERS.fuel]!.value).toBeLessThan(0);
  });

  it('keeps what a function does, however it returns, and gives its depth back', () => {
    const exports = start({ sum: SUM });
    expect(exports['sum']!(100)).toBe(5050);
    expect(exports['sum']!(0)).toBe(0);
    expect(exports[METERS.depth]!.value).toBe(MUCH);
  });

  it('counts the depth of functions that call themselves, and of no others', () => {
    const exports = start({ sum: SUM, caller: CALLER });
    exports[METERS.depth]!.value = 11;
    expect(exports['caller']!(10)).toBe(55);
    expect(() => exports['caller']!(11)).toThrow('unreachable');
    expect(exports[METERS.depth]!.value).toBe(-1);
  });

  it('shows each global that can change', () => {
    expect(start({ count: COUNT })['writ_state_0']!.value).toBe(7);
  });

  it('refuses what it does not know', () => {
    const odd = (...code: readonly number[]) => assemble({ odd: { parameters: 0, code: [...code, OP.i32Const, 0] } });
    const fill = odd(OP.i32Const, 0, OP.i32Const, 0, OP.i32Const, 0, 0xfc, 0x0b, 0x00);
    expect(() => meterModule(fill)).toThrow('the module has an instruction that is not known, `0xfc`');
    expect(() => meterModule(odd(0xfd, 0x00))).toThrow('not known');
    expect(() => meterModule(odd(0x06, 0x40, OP.end))).toThrow('not known');
    expect(() => meterModule(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46]))).toThrow('no module');
    expect(() => meterModule(meterModule(assemble({ count: COUNT })))).toThrow('names that the metering needs');
  });

  describe('lets the host do the work of functions', () => {
    const OWN: TestFunction = { parameters: 2, locals: [[1, I32]], code: [GET, 0] };
    const names = [[1, 'opa_own']] as const;
    const told: number[][] = [];
    const started = (replacement: Omit<Replacement, 'id'>, value = 0) => {
      const module = meterModule(assemble({ own: OWN }, { host: true, names }), [{ ...replacement, id: 77 }]);
      const opa_builtin2 = (...given: number[]): number => {
        told.push(given);
        return 5;
      };
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
      new Uint8Array(memory.buffer)[8] = value;
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { opa_builtin2, memory } });
      exports[METERS.fuel]!.value = MUCH;
      return exports['own']!;
    };

    it('by their names, and no others', () => {
      expect(started({ name: 'opa_own', parameters: 2 })(8, 9)).toBe(5);
      expect(told.pop()).toEqual([77, 0, 8, 9]);
      expect(started({ name: 'opa_other', parameters: 2 })(8, 9)).toBe(8);
    });

    it('but not where a module names nothing', () => {
      const replacement = { name: 'opa_own', parameters: 2, id: 77 } as const;
      expect(() => meterModule(assemble({ own: OWN }), [replacement])).toThrow('does not name its functions');
      expect(() => meterModule(assemble({ own: OWN }, { names: [[0, 'opa_own']] }), [replacement])).toThrow('cannot call its host');
    });
  });

  it('keeps more patterns than OPA does, and refuses a module that keeps them otherwise', () => {
    const keeper = (...code: readonly number[]) =>
      assemble({ keep: { parameters: 1, code: [...code, GET, 0] } }, { names: [[0, 'reuse(re2::RE2*)']] });
    const hundred = [OP.i32Const, 0xe4, 0x00, 0x1a];
    const kept = Buffer.from(meterModule(keeper(...hundred))).toString('hex');
    expect(kept).toContain('41ff3f1a');
    expect(kept).not.toContain('41e4001a');
    expect(() => meterModule(keeper())).toThrow('keeps patterns in a way that is not known');
    expect(() => meterModule(keeper(...hundred, ...hundred))).toThrow('keeps patterns');
    expect(() => meterModule(assemble({ count: COUNT }, { names: [[0, 'opa_regex_match']] }))).toThrow('keeps patterns');
  });

  it('refuses every module that ends too early', () => {
    const module = assemble({ sum: SUM, count: COUNT });
    const codeless = 8 + 1;
    for (let length = codeless; length < module.length; length += 1)
      expect(() => new WebAssembly.Module(meterModule(module.slice(0, length)))).toThrow();
  });
});
