import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readIfThere, writePrivate } from '../hook/private-file.js';

/** One connected host: for whom and as which agent it may get tokens. */
export interface Enrolment {
  readonly pep_id: string;
  readonly secret_hash: string;
  readonly human: string;
  readonly agent_id: string;
  readonly agent_instance: string;
  readonly host: string;
}

/** The enrolments of the development issuer, in one private file. */
export interface Enrolments {
  find(pepId: string, secret: string): Enrolment | null;
  add(enrolment: Enrolment): void;
  remove(pepId: string): boolean;
}

export const openEnrolments = (path: string): Enrolments => {
  const all = new Map((JSON.parse(readIfThere(path) ?? '[]') as Enrolment[]).map((enrolment) => [enrolment.pep_id, enrolment]));
  const save = (): void => {
    writePrivate(path, JSON.stringify([...all.values()], null, 2));
  };
  return {
    find: (pepId, secret) => {
      const enrolment = all.get(pepId);
      return enrolment !== undefined && sameSecret(enrolment.secret_hash, hashSecret(secret)) ? enrolment : null;
    },
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
