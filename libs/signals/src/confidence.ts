import { isComputed, isHidden } from './command.js';

/**
 * How sure the signals are: the least certain of what they rest on. All of it stays over the default threshold of 0.5:
 * a command that hides what it runs comes near, and is for a rule to judge.
 */
export function confidenceOf({
  declared,
  requested,
  command,
}: {
  readonly declared: boolean;
  readonly requested: boolean;
  readonly command: string | null;
}): number {
  const effect = declared ? 0.95 : 0.6;
  const request = requested ? 0.9 : 0.7;
  return Math.min(effect, request, certaintyOf(command));
}

function certaintyOf(command: string | null): number {
  if (command === null) return 1;
  if (isHidden(command)) return 0.55;
  return isComputed(command) ? 0.7 : 0.9;
}
