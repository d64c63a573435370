// One HTTP/1.1 connection over a raw socket: nothing is parsed but where an answer ends.
import net from 'node:net';

const HEADER_END = Buffer.from('\r\n\r\n');

/** The length of the first whole answer in `buffer`, or 0 if more bytes are needed. */
function answerLength(buffer) {
  const end = buffer.indexOf(HEADER_END);
  if (end < 0) return 0;
  const head = buffer.toString('latin1', 0, end);
  const length = /content-length: *(\d+)/iu.exec(head);
  if (length !== null) return end + 4 + Number(length[1]) <= buffer.length ? end + 4 + Number(length[1]) : 0;
  if (/transfer-encoding: *chunked/iu.test(head)) {
    const last = buffer.indexOf('0\r\n\r\n', end + 4);
    return last < 0 ? 0 : last + 5;
  }
  return end + 4;
}

/** `ask()` sends the request (its whole text) and gives what is wrong with the answer, null for nothing. */
export async function connectHttp({ port, request, expect }) {
  const bytes = Buffer.from(request);
  const socket = net.connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let pending = Buffer.alloc(0);
  let waiting = null;
  const settle = (settled) => {
    const { resolve, reject } = waiting ?? {};
    waiting = null;
    settled(resolve, reject);
  };
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const length = answerLength(pending);
    if (length === 0) return;
    const answer = pending.toString('latin1', 0, length);
    pending = pending.subarray(length);
    settle((resolve) => resolve?.(answer.startsWith('HTTP/1.1 20') && answer.includes(expect) ? null : answer));
  });
  socket.on('error', (error) => settle((_, reject) => reject?.(error)));
  socket.on('close', () => settle((_, reject) => reject?.(new Error('the server closed the connection'))));
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(bytes);
      }),
    close: () => socket.end(),
  };
}
