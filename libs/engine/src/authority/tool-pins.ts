import { ProblemError } from '@writ/aarm';
import type { ToolDefinition } from '@writ/aarm';
import type { PolicyStore } from './policies.js';

/** A definition as an enforcement point told it. */
export interface MetTool {
  readonly name: string;
  readonly digest: string;
  readonly definition: ToolDefinition;
}

/** A changed definition that a person accepts. */
export interface PinAccepted {
  readonly agent: string;
  readonly name: string;
  readonly digest: string;
  readonly by: string;
  readonly at: string;
}

/** What the tools of agents were when they were first met: a change of one is seen, and nobody but a person makes it good. */
export interface ToolPins {
  /** Pins what is new to this agent; the digests that are pinned, of those that can be. */
  meet(tenantId: string, agent: string, tools: readonly MetTool[]): Promise<ReadonlyMap<string, string>>;
}

/** The pins that a store holds. */
export const openToolPins = (policies: Pick<PolicyStore, 'pinTools'>): ToolPins => ({
  meet: async (tenantId, agent, tools) => {
    try {
      return await policies.pinTools(tenantId, agent, tools);
    } catch (cause) {
      throw new ProblemError('not_ready', { detail: 'what the tools were before cannot be read right now: try again' }, { cause });
    }
  },
});

/** For engines that stand alone: each definition is taken for the first. */
export const noToolPins: ToolPins = {
  meet: async (_tenant, _agent, tools) => Promise.resolve(new Map(tools.map(({ name, digest }) => [name, digest]))),
};
