/** A public key with its window, as the signer serves it; `@writ/receipt` calls it a key record. */
export interface SignerKey {
  readonly kid: string;
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly valid_from: string;
  readonly valid_until: string | null;
  readonly status: 'active' | 'retired' | 'revoked';
  readonly compromised_at: string | null;
}

/** The remote signer: structurally the port that the engine declares. */
export interface SignerClient {
  readonly protected: string;
  readonly kid: string;
  sign(inputs: readonly Uint8Array[]): Promise<readonly string[]>;
  keys(): Promise<readonly SignerKey[]>;
  close(): Promise<void>;
}

/** Where the signer is and how to get in. */
export interface SignerAddress {
  readonly url: string;
  readonly secret: string;
  /** How long a batch may take; 5 s where left out. */
  readonly timeoutMs?: number;
}

interface Identity {
  readonly kid: string;
  readonly protected: string;
  readonly keys: readonly SignerKey[];
}

const SIGNATURE_BYTES = 64;

/** The signer did not sign. There is no retry here: the batch is the caller's to fail or to send again. */
export class SignerCallError extends Error {
  readonly status: number | null;

  constructor(message: string, options?: { readonly status?: number; readonly cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.name = 'SignerCallError';
    this.status = options?.status ?? null;
  }
}

/** Connects to a signer process (`apps/signer`); rejects where it does not answer. */
export async function connectSigner(address: SignerAddress): Promise<SignerClient> {
  let identity = await fetchIdentity(address);
  const closing = new AbortController();
  return {
    get kid() {
      return identity.kid;
    },
    get protected() {
      return identity.protected;
    },
    sign: async (inputs) => {
      try {
        return await signOverHttp(address, inputs, closing.signal);
      } catch (error) {
        // A signer that was restarted on a new key refuses the old header: the next batch is composed with the new one.
        if (error instanceof SignerCallError && error.status === 422) identity = await fetchIdentity(address);
        throw error;
      }
    },
    keys: async () => (await fetchIdentity(address)).keys,
    close: () => {
      closing.abort();
      return Promise.resolve();
    },
  };
}

async function fetchIdentity(address: SignerAddress): Promise<Identity> {
  const response = await call(address, '/v1/keys', { method: 'GET' });
  return (await response.json()) as Identity;
}

async function signOverHttp(address: SignerAddress, inputs: readonly Uint8Array[], closing: AbortSignal): Promise<readonly string[]> {
  if (closing.aborted) throw new SignerCallError('the signer is closed');
  const response = await call(address, '/v1/sign', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: frame(inputs),
    signal: closing,
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length !== inputs.length * SIGNATURE_BYTES) throw new SignerCallError('the signer answered another number of signatures');
  return inputs.map((_, index) => bytes.subarray(index * SIGNATURE_BYTES, (index + 1) * SIGNATURE_BYTES).toString('base64url'));
}

/** The wire of `POST /v1/sign`: each input as a 32-bit big-endian length and that many bytes. */
function frame(inputs: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(inputs.reduce((total, { length }) => total + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const input of inputs) {
    view.setUint32(offset, input.length);
    bytes.set(input, offset + 4);
    offset += 4 + input.length;
  }
  return bytes;
}

async function call({ url, secret, timeoutMs = 5000 }: SignerAddress, path: string, init: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      ...init,
      signal,
      headers: { ...(init.headers as object), authorization: `Bearer ${secret}` },
    });
  } catch (cause) {
    throw new SignerCallError(`the signer at \`${url}\` does not answer`, { cause });
  }
  if (response.ok) return response;
  throw new SignerCallError(`the signer answered \`${String(response.status)}\`: ${await response.text()}`, { status: response.status });
}
