import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import type { Config } from '@writ/server';
import { CliError } from './cli-error.js';
import type { Terminal } from './terminal.js';

export type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

/** One command of the program. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After `writ `, for example `verify <file or id>`. */
  readonly usage: string;
  readonly details?: string;
  readonly options: Readonly<Record<string, OptionSpecs[string] & { readonly about: string; readonly value?: string }>>;
  readonly examples: readonly string[];
  run(invocation: Invocation): Promise<number>;
}

/** What a command was asked. */
export interface Invocation {
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
  readonly config: Config;
  /** The folder of the local service. */
  readonly dataDir: string;
  readonly json: boolean;
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
}

/** Options that every command takes. */
export const COMMON_OPTIONS: Command['options'] = {
  json: { type: 'boolean', about: 'print the result as json' },
  data: { type: 'string', value: 'folder', about: 'the data folder of the local service (default `.writ`)' },
  help: { type: 'boolean', short: 'h', about: 'show this help' },
};

/** Reads the arguments of a command; a wrong one is an error that names the help. */
export const readInvocation = (
  command: Command,
  args: readonly string[],
  surroundings: { readonly terminal: Terminal; readonly config: Config },
): Invocation => {
  const { values, positionals } = parse(command, args);
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const flag = (name: string): boolean => values[name] === true;
  return { ...surroundings, positionals, dataDir: text('data') ?? surroundings.config.home, json: flag('json'), flag, text };
};

const parse = (
  command: Command,
  args: readonly string[],
): { readonly values: Record<string, unknown>; readonly positionals: readonly string[] } => {
  try {
    return parseArgs({ args: [...args], options: { ...command.options, ...COMMON_OPTIONS }, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new CliError((message ?? '').toLowerCase(), `see \`npx writ ${command.name} --help\``, { cause: error });
  }
};

/** The help of one command. */
export const helpOf = (command: Command): string => {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, spec]) => {
    const left = `--${name}${spec.value === undefined ? '' : ` <${spec.value}>`}`;
    return `  ${left.padEnd(24)} ${spec.about}`;
  });
  return [
    command.summary,
    '',
    `usage: writ ${command.usage}`,
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    'options:',
    ...options,
    '',
    'examples:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n');
};
