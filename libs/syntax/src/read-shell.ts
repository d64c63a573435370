import { TOP } from './findings.js';
import { Reading } from './reading.js';
import { NO_SHELL } from './shell-view.js';
import type { ShellView } from './shell-view.js';

const MOST_CHARACTERS = 65_536;
/** Signs that make a parser work: a text of 64 KiB in a here-document has few, one that is made to take long has many. */
const MOST_SIGNS = 4000;

/** What a command line runs. Total: what cannot be read is said to be unreadable. */
export function shellView(command: string): ShellView {
  if (command.length > MOST_CHARACTERS) return unread(`a command of more than ${MOST_CHARACTERS} characters is not read`);
  if (command.includes('\0')) return unread('a command with a zero byte is not read');
  let signs = 0;
  for (const _ of command.matchAll(/[;&|(){}<`$!*?[]|\b(?:if|for|while|until|case)\b/gu)) signs += 1;
  if (signs > MOST_SIGNS) return unread(`a command with more than ${MOST_SIGNS} operators and patterns is not read`);
  const reading = new Reading();
  try {
    reading.text(command, TOP);
  } catch (fault) {
    // The parser recurses: what exhausts the stack is not a command that anybody reads.
    reading.findings.doubt(fault instanceof RangeError ? 'commands are nested too deeply' : 'this is no shell that can be read');
  }
  return reading.findings.view();
}

const unread = (why: string): ShellView => ({ ...NO_SHELL, unreadable: [why] });
