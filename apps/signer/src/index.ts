export { SignerError } from './signer.js';
export type { Signer, SignerErrorCode } from './signer.js';
export { startSignerThread } from './signer-thread.js';
export type { SignerThreadOptions } from './signer-thread.js';
export { startSignerServer } from './signer-server.js';
export type { SignerServer, SignerServerOptions } from './signer-server.js';
export { SEAL_KEY_BYTES, sealText, unsealText } from './seal.js';
export { replacePrivate } from './key-file.js';
