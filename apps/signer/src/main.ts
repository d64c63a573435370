import { join } from 'node:path';
import { closeOnSignal, log, readConfig } from '@writ/server';
import { SignerError } from './signer.js';
import { startSignerServer } from './signer-server.js';
import { startSignerThread } from './signer-thread.js';

/** The signer as a process of its own: the only one that can reach the private key. */
const { home, signer: options } = readConfig();
if (options.secret === undefined) throw new SignerError('configuration', '`WRIT_SIGNER_SECRET` is not set');
const signer = await startSignerThread({ keyFile: options.keyFile ?? join(home, 'keys', 'receipt.pem') });
const server = await startSignerServer({ signer, host: options.host, port: options.port, secret: options.secret });
log('info', 'the signer listens', { url: server.url, kid: signer.kid });
closeOnSignal(() => server.close());
