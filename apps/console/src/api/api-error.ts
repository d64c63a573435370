/** What went wrong with a call: what it is, and what to do. */
export class ApiError extends Error {
  readonly code: string;
  readonly fix: string;

  constructor(options: { readonly code: string; readonly message: string; readonly fix: string }) {
    super(options.message);
    this.code = options.code;
    this.fix = options.fix;
  }
}

/** Nobody is signed in, or not any more. */
export const signedOut = (): ApiError =>
  new ApiError({ code: 'unauthenticated', message: 'You are not signed in any more.', fix: 'Sign in again; nothing was lost.' });
