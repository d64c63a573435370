import { parentPort } from 'node:worker_threads';
import { WasmPolicySet } from '../policy-set.js';
import { compileModule, WasmPolicy } from '../wasm-policy.js';
import { Fault } from '../wasm/fault.js';
import type { Module } from '../wasm/webassembly.js';
import type { ModuleAnswer, ModuleQuestion, Order } from './workbench.js';
import { explain } from './explain.js';

const port = parentPort;
if (port === null) throw new Error('the workbench was started as a program');

const modules = new Map<number, Module>();
const machines = new Map<number, WasmPolicy>();
const policies = new Map<number, WasmPolicySet>();

port.on('message', (order: Order) => {
  port.postMessage(answerTo(order));
});

function answerTo(order: Order): unknown {
  switch (order.does) {
    case 'load':
      modules.set(order.module, compileModule(order.bytes));
      return null;
    case 'evaluate': {
      const machine = machines.get(order.module) ?? new WasmPolicy(known(modules, order.module));
      machines.set(order.module, machine);
      return evaluated(machine, order.question);
    }
    case 'take':
      policies.set(order.policy, new WasmPolicySet(order.terms, known(modules, order.module)));
      return null;
    case 'explain':
      return explain(order.question, known(policies, order.policy));
  }
}

function known<T>(map: ReadonlyMap<number, T>, number: number): T {
  const found = map.get(number);
  if (found === undefined) throw new Error('the workbench was asked of what it does not have');
  return found;
}

function evaluated(policy: WasmPolicy, { entrypoint, input, fuel }: ModuleQuestion): ModuleAnswer {
  try {
    const [first] = policy.evaluate(input, fuel, entrypoint) as readonly { readonly result: unknown }[];
    return { result: first?.result, fault: null };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return { result: undefined, fault: cause.message };
  }
}
