/** What an issuer is asked. */
export interface Question {
  readonly url: string;
  readonly accept: string;
  /** Form fields, where something is posted; with whom they are posted as. */
  readonly form?: { readonly fields: Readonly<Record<string, string>>; readonly authorization: string } | undefined;
  /** The longest answer that is read, in bytes. */
  readonly most: number;
}

const PATIENCE_MS = 5_000;

/**
 * Asks an issuer at a configured address: one answer, of bounded time and size, and never from where a redirect leads to.
 *
 * @throws Error where there is no such answer
 */
export async function askIssuer({ url, accept, form, most }: Question): Promise<string> {
  const headers = { accept, ...(form === undefined ? {} : { authorization: form.authorization }) };
  const sent = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form.fields) };
  const answer = await fetch(url, { ...sent, headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`it answers \`${answer.status.toString()}\``);
  }
  return readAtMost(answer.body, most);
}

async function readAtMost(body: ReadableStream<Uint8Array> | null, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw new Error(`its answer is longer than \`${most.toString()}\` bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
