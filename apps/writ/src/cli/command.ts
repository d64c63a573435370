import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import type { Config } from '@writ/server/config';
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

/** A line of a table of commands; the command itself is loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** A word that has commands of its own: `writ policy check`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: () => Promise<readonly CommandEntry[]>;
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
  /** Every value of an option that may be repeated (`multiple: true`), in order. */
  readonly texts: (name: string) => readonly string[];
}

/** Options that every command takes. */
export const COMMON_OPTIONS: Command['options'] = {
  json: { type: 'boolean', about: 'print the result as json' },
  data: { type: 'string', value: 'folder', about: 'the data folder of the local service (default `.writ`)' },
  help: { type: 'boolean', short: 'h', about: 'show this help' },
};

/** The option of every command that a person does. */
export const AS_OPTION = {
  as: { type: 'string', value: 'person', about: 'who does it (default the owner)' },
} as const satisfies Command['options'];

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
  const texts = (name: string): readonly string[] => {
    const value = values[name];
    return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
  };
  const flag = (name: string): boolean => values[name] === true;
  return { ...surroundings, positionals, dataDir: text('data') ?? surroundings.config.home, json: flag('json'), flag, text, texts };
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
