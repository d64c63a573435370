/** What went wrong, and what to do about it; ends the program with status 2. */
export class CliError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'CliError';
    this.remedy = remedy;
  }
}

/** The exit codes of every command. */
export const EXIT = {
  /** It worked, and the answer is yes. */
  ok: 0,
  /** It worked, and the answer is no: a receipt is forged, the proof did not hold, a check failed. */
  no: 1,
  /** It could not be done: wrong usage, no service, nothing found, undecidable. */
  error: 2,
} as const;
