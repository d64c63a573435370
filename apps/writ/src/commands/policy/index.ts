import type { CommandEntry } from '../../cli/command.js';

/** The commands of `writ policy`, in the order of an author's day. One file each in this folder, loaded when asked for. */
export const POLICY_COMMANDS: readonly CommandEntry[] = [];
