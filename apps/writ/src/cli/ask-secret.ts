import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream, WriteStream } from 'node:tty';
import { CliError } from './cli-error.js';

/**
 * Asks whoever sits at the terminal of this process, and shows nothing of what is typed. It opens the terminal itself, whatever standard
 * input and output are. Rejects where there is no terminal, and where nothing is typed.
 */
export const askSecret = async (prompt: string): Promise<string> => {
  const terminal = openTerminalOfProcess();
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const asker = createInterface({ input: terminal.input, output: silent, terminal: true, historySize: 0 });
  terminal.output.write(prompt);
  try {
    const typed = await new Promise<string>((resolve, reject) => {
      const nobody = (): void => {
        reject(new CliError('nothing was typed', 'nothing was done'));
      };
      asker.once('SIGINT', nobody);
      asker.once('close', nobody);
      asker.once('line', resolve);
    });
    if (typed === '') throw new CliError('nothing was typed', 'nothing was done');
    return typed;
  } finally {
    asker.close();
    terminal.output.write('\n');
    terminal.close();
  }
};

const openTerminalOfProcess = (): { readonly input: ReadStream; readonly output: WriteStream; readonly close: () => void } => {
  try {
    const [input, output] = [new ReadStream(openSync('/dev/tty', 'r')), new WriteStream(openSync('/dev/tty', 'w'))];
    const close = (): void => {
      input.destroy();
      output.destroy();
    };
    return { input, output, close };
  } catch (cause) {
    throw new CliError('this takes a passphrase, and there is no terminal to ask at', 'run it in a terminal', {
      cause,
    });
  }
};

/** Writes a line to the terminal of this process and nowhere else; false where there is none. */
export const tellTerminal = (text: string): boolean => {
  try {
    const output = new WriteStream(openSync('/dev/tty', 'w'));
    output.write(`${text}\n`, () => {
      output.destroy();
    });
    return true;
  } catch {
    return false;
  }
};
