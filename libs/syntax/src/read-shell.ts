import { TOP } from './findings.js';
import { Reading } from './reading.js';
import { NO_SHELL } from './shell-view.js';
import type { ShellView } from './shell-view.js';
import { OutOfSteps, Steps } from './steps.js';

const MOST_CHARACTERS = 65_536;

/** What a command line runs. Total: what cannot be read is said to be unreadable. */
export function shellView(command: string, steps = new Steps()): ShellView {
  if (command.length > MOST_CHARACTERS) return unread(`a command of more than ${MOST_CHARACTERS} characters is not read`);
  if (command.includes('\0')) return unread('a command with a zero byte is not read');
  const reading = new Reading(steps);
  try {
    reading.text(command, TOP);
  } catch (fault) {
    reading.findings.doubt(reasonOf(fault));
  }
  return reading.findings.view();
}

function reasonOf(fault: unknown): string {
  if (fault instanceof OutOfSteps) return fault.message;
  // What makes a text longer than a text can be, or exhausts the stack, is not a command that anybody reads.
  return fault instanceof RangeError ? 'commands are nested too deeply' : 'this is no shell that can be read';
}

const unread = (why: string): ShellView => ({ ...NO_SHELL, unreadable: [why] });
