import { readModule } from '../compiled.js';
import type { CompiledPolicy } from '../compiled.js';
import { openBench } from './bench.js';
import type { Ask } from './bench.js';

/** A policy set to ask while nothing depends on its answers, one question at a time. */
export interface Trial {
  readonly ask: Ask;
  close(): Promise<void>;
}

/** Loads a compiled policy into a thread of its own. */
export async function openTrial(compiled: CompiledPolicy): Promise<Trial> {
  const bench = openBench();
  try {
    const module = await bench.load(await readModule(compiled));
    return { ask: await module.decideBy(compiled), close: () => bench.close() };
  } catch (cause) {
    await bench.close();
    throw cause;
  }
}
