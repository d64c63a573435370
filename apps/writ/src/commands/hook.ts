import { CliError } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';

export const hook: Command = {
  name: 'hook',
  summary: 'the program that a coding agent runs before and after every tool call',
  usage: 'hook claude-code --config <file>',
  details:
    'Reads the payload of Claude Code on standard input and answers in its dialect. It is not run by hand: `npx writ connect\n' +
    'claude-code` writes it into the settings. Whatever goes wrong before a tool call, the answer is a denial.',
  options: { config: { type: 'string', value: 'file', about: 'the connection that `writ connect` made' } },
  examples: ['npx writ hook claude-code --config .writ/claude-code/connection.json < payload.json'],
  run: () => Promise.reject(new CliError('no host is named', 'see `npx writ hook --help`')),
};
