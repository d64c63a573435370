import type { CommandEntry } from '../../cli/command.js';

/** The commands of `writ policy`, in the order of an author's day. One file each in this folder, loaded when asked for. */
export const POLICY_COMMANDS: readonly CommandEntry[] = [
  { name: 'init', summary: 'start a pack: one rule, its test, its golden cases', load: async () => (await import('./init.js')).init },
  { name: 'check', summary: 'find out whether packs may be published', load: async () => (await import('./check.js')).check },
  { name: 'test', summary: 'run the tests and golden cases of packs', load: async () => (await import('./test.js')).test },
  { name: 'explain', summary: 'show why an action is decided as it is', load: async () => (await import('./explain.js')).explain },
  {
    name: 'diff',
    summary: 'show what a change does: rules, terms, golden cases that flip',
    load: async () => (await import('./diff.js')).diff,
  },
  {
    name: 'replay',
    summary: 'decide recorded sessions again, and show what a candidate would flip',
    load: async () => (await import('./replay.js')).replayCommand,
  },
  {
    name: 'shadow',
    summary: 'show what the version in shadow would have decided',
    load: async () => (await import('./shadow.js')).shadow,
  },
  {
    name: 'coverage',
    summary: 'show tools without a rule, and rules that did nothing in recorded sessions',
    load: async () => (await import('./coverage.js')).coverage,
  },
  {
    name: 'propose',
    summary: 'rules that the answers of people suggest, with what they would change',
    load: async () => (await import('./propose.js')).propose,
  },
  {
    name: 'plan',
    summary: 'show what packs would change on a server, and what is missing',
    load: async () => (await import('./plan.js')).plan,
  },
  {
    name: 'apply',
    summary: 'bring packs as far as your roles allow: publish … activate',
    load: async () => (await import('./apply.js')).apply,
  },
  {
    name: 'rollback',
    summary: 'go back to a version that was active',
    load: async () => (await import('./rollback.js')).rollback,
  },
  {
    name: 'import',
    summary: "write a policy in the specification's sample shapes as a pack",
    load: async () => (await import('./import.js')).importCommand,
  },
];
