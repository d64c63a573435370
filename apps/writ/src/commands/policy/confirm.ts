import { createInterface } from 'node:readline/promises';
import { CliError } from '../../cli/cli-error.js';
import type { Invocation } from '../../cli/command.js';

/** Asks before something is changed; where nobody can answer, `--yes` has to have said so. */
export async function confirmed({ flag }: Invocation, question: string): Promise<boolean> {
  if (flag('yes')) return true;
  if (!process.stdin.isTTY) throw new CliError('nobody is there to confirm it', 'look at the plan, then add `--yes`');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/iu.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
