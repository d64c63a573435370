// One gRPC connection over HTTP/2 with a ready-made message: no client of either product's own is measured.
import http2 from 'node:http2';

/** A message as gRPC frames it: not compressed, its length, its bytes. */
function frame(message) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** `request` is `{path, headers, message}` and `expect` what the answer holds, both in hexadecimal. */
export async function connectGrpc({ port, request, expect }) {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const body = frame(Buffer.from(request.message, 'hex'));
  const wanted = Buffer.from(expect, 'hex');
  const headers = { ':method': 'POST', ':path': request.path, 'content-type': 'application/grpc', te: 'trailers', ...request.headers };
  await new Promise((resolve, reject) => session.once('connect', resolve).once('error', reject));
  session.on('error', () => undefined);
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const stream = session.request(headers);
        const chunks = [];
        let status = null;
        stream.on('response', (head) => (status = head['grpc-status'] ?? status));
        stream.on('trailers', (trailers) => (status = trailers['grpc-status'] ?? status));
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('error', reject);
        stream.on('close', () => {
          const answer = Buffer.concat(chunks);
          resolve(status === '0' && answer.includes(wanted) ? null : `status \`${status}\`: ${answer.toString('latin1')}`);
        });
        stream.end(body);
      }),
    close: () => session.close(),
  };
}
