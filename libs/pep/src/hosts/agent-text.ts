/** Longer than any reason; short enough that an answer which says it in six members fits into a pipe that nobody reads. */
const MAX_TEXT = 4_000;

/** An id of Writ's own: whoever holds that of a decision could name it where it is answered. */
const HANDLE = /\b(?:ses|dec|act|rct|stp|grt|pep)_[0-9A-Za-z]{16,}/gu;
/** A command of Writ's, however it is started. */
const COMMAND = /`[^`\n]*\bwrit [a-z][^`\n]*`/gu;
const WORD = /[^\s'"`]+/gu;
/** A file in a folder of Writ's. */
const FILE = /[/\\]\.?writ(?:[/\\]|$)|^\.writ\b/u;

/**
 * A text as an agent may read it. What a service or the machine says may name what an action of the agent could use, so that goes out
 * here, whoever put it in.
 */
export const agentText = (text: string): string => {
  const whole = text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
  return whole
    .replaceAll(COMMAND, 'a command of Writ')
    .replaceAll(HANDLE, 'one of its records')
    .replaceAll(WORD, (word) => (FILE.test(word) ? 'a file of Writ' : word));
};
