import type { Embedder } from '@writ/engine';
import { z } from 'zod';

const AnswerSchema = z.object({ data: z.array(z.object({ embedding: z.array(z.number()).min(2).max(8192) })).min(1) });
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * A server of one's own that speaks `POST {url}` with `{model, input: […]}` and answers `{data: [{embedding}]}`, as most do.
 * No redirects; whatever is wrong is an error, and then nothing was measured.
 */
export function httpEmbedder({
  url,
  model,
  timeoutMs = 1000,
}: {
  readonly url: string;
  readonly model: string;
  readonly timeoutMs?: number;
}): Embedder {
  return {
    model,
    embed: async (texts) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, input: texts }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`the embedding server answered ${String(response.status)}`);
      const text = await bounded(response);
      const { data } = AnswerSchema.parse(JSON.parse(text));
      if (data.length !== texts.length) throw new Error('the embedding server gave another number of vectors than there were texts');
      return data.map(({ embedding }) => embedding);
    },
    close: async () => Promise.resolve(),
  };
}

/** The body, as long as it is no longer than an answer may be. */
async function bounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.byteLength;
    if (length > LONGEST_ANSWER) throw new Error('the embedding server answered too much');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
