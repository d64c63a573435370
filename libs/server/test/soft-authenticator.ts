import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Assertion, Attestation } from '@writ/aarm';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_KEY = 0x40;

/** What an authenticator is made to say; all of it can be wrong. */
export interface Ceremony {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  readonly counter?: number;
  readonly verified?: boolean;
  readonly type?: string;
  readonly crossOrigin?: boolean;
}

/** An authenticator in software: real ES256 keys and signatures, in the bytes of WebAuthn. */
export function softAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(32);
  // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
  const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), bytes(x), Buffer.from('225820', 'hex'), bytes(y)]);
  const common = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
  } as const;
  return {
    create(ceremony: Ceremony): Attestation {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const authData = Buffer.concat([authenticatorData(ceremony, HAS_KEY), Buffer.alloc(16), length, id, cose]);
      // {fmt: "none", attStmt: {}, authData: bytes}
      const object = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([authData.length]),
        authData,
      ]);
      const clientData = clientDataOf('webauthn.create', ceremony);
      return { ...common, response: { clientDataJSON: encoded(clientData), attestationObject: encoded(object) } };
    },
    get(ceremony: Ceremony): Assertion {
      const data = authenticatorData(ceremony, 0);
      const clientData = clientDataOf('webauthn.get', ceremony);
      const signature = sign('sha256', Buffer.concat([data, digest(clientData)]), privateKey);
      return {
        ...common,
        response: { clientDataJSON: encoded(clientData), authenticatorData: encoded(data), signature: encoded(signature) },
      };
    },
  };
}

function authenticatorData({ rpId, counter = 1, verified = true }: Ceremony, more: number): Buffer {
  const rest = Buffer.alloc(5);
  rest.writeUInt8(USER_PRESENT | (verified ? USER_VERIFIED : 0) | more);
  rest.writeUInt32BE(counter, 1);
  return Buffer.concat([digest(rpId), rest]);
}

const clientDataOf = (usual: string, { type = usual, challenge, origin, crossOrigin = false }: Ceremony): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
const digest = (of: string | Buffer): Buffer => createHash('sha256').update(of).digest();
const encoded = (of: Buffer): string => of.toString('base64url');
const bytes = (coordinate: string | undefined): Buffer => Buffer.from(coordinate ?? '', 'base64url');
