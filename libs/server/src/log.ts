/** How urgent a log line is. */
export type LogLevel = 'info' | 'warn' | 'error';

/** Writes one JSON line to stderr. Never pass parameters, tokens or outputs: logs are not sealed. */
export function log(level: LogLevel, message: string, fields: Readonly<Record<string, string | number | boolean | null>> = {}): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** The text of anything thrown, for a log line. */
export const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
