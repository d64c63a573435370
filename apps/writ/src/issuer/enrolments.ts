import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretFiles } from '../local/vault.js';

/** One connected host: for whom and as which agent it may get tokens. */
export interface Enrolment {
  readonly pep_id: string;
  readonly secret_hash: string;
  readonly human: string;
  readonly agent_id: string;
  readonly agent_instance: string;
  readonly host: string;
  /** RFC 7638 thumbprint of the instance's key; absent where it holds none. */
  readonly jkt?: string;
}

/** The enrolments of the development issuer, in one sealed file. */
export interface Enrolments {
  /** The enrolment that has this secret. */
  find(pepId: string, secret: string): Enrolment | null;
  /** For whom it may get tokens, whoever asks. */
  humanOf(pepId: string): string | null;
  add(enrolment: Enrolment): void;
  remove(pepId: string): boolean;
}

const FILE = 'enrolments.json';

export const openEnrolments = (files: SecretFiles): Enrolments => {
  const text = files.read(FILE);
  // It is there from the first start on, so that one that is missing was taken away.
  if (text === null) files.write(FILE, '[]');
  const all = new Map((JSON.parse(text ?? '[]') as Enrolment[]).map((enrolment) => [enrolment.pep_id, enrolment]));
  const save = (): void => {
    files.write(FILE, JSON.stringify([...all.values()], null, 2));
  };
  return {
    find: (pepId, secret) => {
      const enrolment = all.get(pepId);
      return enrolment !== undefined && sameSecret(enrolment.secret_hash, hashSecret(secret)) ? enrolment : null;
    },
    humanOf: (pepId) => all.get(pepId)?.human ?? null,
    add: (enrolment) => {
      all.set(enrolment.pep_id, enrolment);
      save();
    },
    remove: (pepId) => {
      const removed = all.delete(pepId);
      save();
      return removed;
    },
  };
};

export const newSecret = (): string => randomBytes(32).toString('base64url');
export const hashSecret = (secret: string): string => `sha256:${createHash('sha256').update(secret).digest('hex')}`;
export const sameSecret = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
