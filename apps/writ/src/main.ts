import { ConfigError, readConfig } from '@writ/server/config';
import { CliError, EXIT } from './cli/cli-error.js';
import { helpOf, readInvocation } from './cli/command.js';
import type { CommandEntry, CommandGroup } from './cli/command.js';
import type { Terminal } from './cli/terminal.js';
import { openTerminal } from './cli/terminal.js';

/** Commands are loaded when they are asked for: `writ verify` must not wait for a web framework. */
const COMMANDS: readonly (CommandEntry | CommandGroup)[] = [
  { name: 'up', summary: 'run everything on this machine', load: async () => (await import('./commands/up.js')).up },
  {
    name: 'demo',
    summary: 'see it hold: six attempts of an agent, with the evidence',
    load: async () => (await import('./commands/demo.js')).demo,
  },
  {
    name: 'connect',
    summary: 'put Writ in front of every tool call of a coding agent',
    load: async () => (await import('./commands/connect.js')).connect,
  },
  {
    name: 'disconnect',
    summary: 'take Writ out of a coding agent again',
    load: async () => (await import('./commands/connect.js')).disconnect,
  },
  {
    name: 'policy',
    summary: 'write, test, explain and ship policy',
    commands: async () => (await import('./commands/policy/index.js')).POLICY_COMMANDS,
  },
  {
    name: 'approvals',
    summary: 'see what waits for a person, and answer it',
    load: async () => (await import('./commands/approvals.js')).approvals,
  },
  {
    name: 'console',
    summary: 'open the web console, where people answer what waits',
    load: async () => (await import('./commands/console.js')).consoleCommand,
  },
  {
    name: 'people',
    summary: 'see who may answer and decide here, and invite somebody',
    load: async () => (await import('./commands/people.js')).people,
  },
  {
    name: 'deferrals',
    summary: 'see what waits for context, and tell what only you know',
    load: async () => (await import('./commands/deferrals.js')).deferrals,
  },
  {
    name: 'stats',
    summary: 'how often people are asked and what they say, and how deferrals went',
    load: async () => (await import('./commands/stats.js')).stats,
  },
  {
    name: 'grants',
    summary: 'answer beforehand what an agent asks for again and again',
    load: async () => (await import('./commands/grants.js')).grants,
  },
  {
    name: 'stops',
    summary: 'the kill switch: stop somebody at once, and let them go on',
    load: async () => (await import('./commands/stops.js')).stops,
  },
  {
    name: 'deliveries',
    summary: 'whether people heard of what waits for them',
    load: async () => (await import('./commands/deliveries.js')).deliveries,
  },
  {
    name: 'tools',
    summary: 'what the tools of agents are taken for, and what changed',
    load: async () => (await import('./commands/tools.js')).tools,
  },
  { name: 'sessions', summary: 'list the sessions of agents', load: async () => (await import('./commands/sessions.js')).sessions },
  {
    name: 'log',
    summary: 'show the chain of receipts of one session, or export it',
    load: async () => (await import('./commands/log.js')).log,
  },
  {
    name: 'verify',
    summary: 'check evidence without trusting anyone but the keys you hold',
    load: async () => (await import('./commands/verify.js')).verify,
  },
  { name: 'rebuild', summary: 'fill what lists show anew from the log', load: async () => (await import('./commands/rebuild.js')).rebuild },
  { name: 'doctor', summary: 'check that everything works', load: async () => (await import('./commands/doctor.js')).doctor },
  {
    name: 'hook',
    summary: 'the program that a coding agent runs; not for people',
    load: async () => (await import('./commands/hook.js')).hook,
  },
];

/** The help over a table of commands; `words` is what stands before the command: `writ policy`. */
const usageOf = (words: string, title: string, table: readonly { readonly name: string; readonly summary: string }[]): string =>
  [
    title,
    '',
    `usage: ${words} <command> [options]`,
    '',
    ...table.map((command) => `  ${command.name.padEnd(12)} ${command.summary}`),
    '',
    `\`${words} <command> --help\` explains one. Every command takes \`--json\`.`,
    'Exit status: 0 yes, 1 no (refuted, not held, refused, unhealthy), 2 it could not be done.',
  ].join('\n');

/** Runs one command and sets the exit status. */
export const main = async (args: readonly string[]): Promise<void> => {
  const terminal = openTerminal(process.stdout, process.stderr);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has seen enough.
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
  });
  try {
    process.exitCode = await run(args, terminal);
  } catch (error) {
    process.exitCode = EXIT.error;
    explain(error, args.includes('--json'), terminal);
  }
};

const TITLE = 'Writ: runtime authorization for AI agents. No action without a writ.';
const asksForHelp = (word: string | undefined): boolean => word === 'help' || word === '--help' || word === '-h';

const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const [name, ...rest] = args;
  if (name === undefined || asksForHelp(name)) return showUsage(terminal, usageOf('writ', TITLE, COMMANDS), name);
  const entry = find(COMMANDS, name, 'a command');
  if ('load' in entry) return runEntry(entry, rest, terminal);
  const commands = await entry.commands();
  const [inner, ...others] = rest;
  if (inner === undefined || asksForHelp(inner)) return showUsage(terminal, usageOf(`writ ${entry.name}`, entry.summary, commands), inner);
  return runEntry(find(commands, inner, `a command of \`writ ${entry.name}\``), others, terminal);
};

const showUsage = (terminal: Terminal, usage: string, asked: string | undefined): number => {
  terminal.line(usage);
  return asked === undefined ? EXIT.error : EXIT.ok;
};

const find = <T extends { readonly name: string }>(table: readonly T[], name: string, what: string): T => {
  const entry = table.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw new CliError(`\`${name}\` is not ${what}`, `use one of ${table.map((known) => known.name).join(', ')}`);
};

const runEntry = async (entry: CommandEntry, args: readonly string[], terminal: Terminal): Promise<number> => {
  const command = await entry.load();
  if (args.includes('--help') || args.includes('-h')) {
    terminal.line(helpOf(command));
    return EXIT.ok;
  }
  return command.run(readInvocation(command, args, { terminal, config: readConfig() }));
};

const explain = (error: unknown, json: boolean, terminal: Terminal): void => {
  const message = error instanceof Error ? error.message : String(error);
  const remedy =
    error instanceof CliError ? error.remedy : error instanceof ConfigError ? 'change the variable' : '`npx writ doctor` may say more';
  if (json) terminal.json({ error: message, remedy });
  else terminal.note(`${terminal.paint('red', 'error')} ${message}\n      ${remedy}`);
};
