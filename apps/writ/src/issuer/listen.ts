import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Listens on both addresses that `localhost` is: on one alone, somebody else could listen on the other and be what people are sent to.
 * A machine without IPv6 has one. The port that was taken.
 */
export const listenOnLoopback = async (first: Server, second: Server, port: number): Promise<number> => {
  await listen(first, '127.0.0.1', port);
  const taken = (first.address() as AddressInfo).port;
  try {
    await listen(second, '::1', taken);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') {
      await closed(first);
      throw error;
    }
  }
  return taken;
};

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

export const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    // One that never listened is closed.
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
