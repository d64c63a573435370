import { WebSocket } from 'ws';

interface Told {
  readonly id: string;
  readonly payload: unknown;
}

/** Subscribes over one socket, as `graphql-transport-ws` has it; what comes is gathered under the place of its query. */
export async function listenTo(
  url: string,
  headers: Readonly<Record<string, string>>,
  queries: readonly string[],
): Promise<{ readonly messages: readonly Told[]; close(): void }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: Told[] = [];
  const acknowledged = new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('close', reject);
    socket.on('message', (data: Buffer) => {
      const {
        type,
        id = '',
        payload,
      } = JSON.parse(data.toString()) as { readonly type: string; readonly id?: string; readonly payload?: unknown };
      if (type === 'connection_ack') resolve();
      else if (type !== 'ping') messages.push({ id, payload });
    });
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ type: 'connection_init', payload: headers }));
  await acknowledged;
  for (const [index, query] of queries.entries())
    socket.send(JSON.stringify({ id: (index + 1).toString(), type: 'subscribe', payload: { query } }));
  // What was there before a subscription is not told.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return {
    messages,
    close: () => {
      socket.close();
    },
  };
}

/** Whether it comes to hold within ten seconds. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  const until = Date.now() + 10_000;
  while (!holds() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  return holds();
}
