import { readModule } from '../compiled.js';
import type { CompiledPolicy } from '../compiled.js';
import { openWorkbench } from './workbench.js';
import type { Ask } from './workbench.js';

/** A policy set to ask while nothing depends on its answers, one question at a time. */
export interface Trial {
  readonly ask: Ask;
  close(): Promise<void>;
}

/** Loads a compiled policy into a thread of its own. */
export async function openTrial(compiled: CompiledPolicy): Promise<Trial> {
  const workbench = openWorkbench();
  try {
    const module = await workbench.load(await readModule(compiled));
    return { ask: await module.decideBy(compiled), close: () => workbench.close() };
  } catch (cause) {
    await workbench.close();
    throw cause;
  }
}
