import { fstatSync, statSync, writeSync } from 'node:fs';
import { claudeCode } from '@writ/pep';

/** A pipe that nobody reads is full at some point; the answer does not wait for its reader longer than this. */
const WRITE_MS = 5_000;

/** How the hook ends where it denies: the exit status blocks, whatever became of its output. */
export const DENIED = 2;

let answered = false;

/**
 * Writes the answer and ends. The exit is immediate: whatever is still open must not delay the answer, or change it.
 * INVARIANT: an answer that says something and cannot be written is a denial by its exit status, where anything can be denied.
 */
export const finish = (answer: claudeCode.HookAnswer, canStop: boolean): never => {
  answered = true;
  if (answer.stderr !== '') writeAll(2, answer.stderr);
  const isWritten = answer.stdout === '' || (!isNowhere(1) && writeAll(1, answer.stdout));
  process.exit(isWritten || !canStop ? answer.exitCode : DENIED);
};

/** Whoever ends the process before it has answered, the event loop that runs dry included, has denied. */
export const denyUnlessAnswered = (): void => {
  process.exitCode = DENIED;
  process.on('exit', () => {
    if (answered) return;
    process.exitCode = DENIED;
    const { stderr, stdout } = claudeCode.lastResort('the hook ended before it had an answer');
    writeAll(2, stderr);
    writeAll(1, stdout);
  });
};

/** Whether all of a text was written. */
const writeAll = (fd: number, text: string): boolean => {
  const until = performance.now() + WRITE_MS;
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || performance.now() > until) return false;
    }
  }
  return true;
};

/** Node opens the null device where standard output was closed: what is written there was told nobody. */
const isNowhere = (fd: number): boolean => {
  try {
    return fstatSync(fd).rdev === statSync('/dev/null').rdev;
  } catch {
    // Where there is no such device, nothing can be known of it.
    return false;
  }
};
