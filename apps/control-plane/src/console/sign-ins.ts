import type { Issuer } from '@writ/server';
import type { ConsoleOptions } from './serve-console.js';

/** The issuers at which people can sign in to the console. */
export const signInsOf = (issuers: readonly Issuer[]): ConsoleOptions['signIn'] =>
  issuers.flatMap(({ issuer, signIn }) => (signIn === undefined ? [] : [{ ...signIn, issuer }]));
