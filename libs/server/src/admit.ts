import { ProblemError } from '@writ/aarm';
import type { Caller } from '@writ/aarm';
import type { Call } from '@writ/contract';

/** The caller, if the table of calls lets it: an enforcement point by its kind, a person by a role. Every protocol asks here. */
export function admit<Who extends Caller>({ caller: kind, roles = [] }: Pick<Call, 'caller' | 'roles'>, caller: Who): Who {
  if (kind !== 'any' && kind !== caller.kind) throw new ProblemError('forbidden_caller', { detail: ONLY[kind] });
  if (caller.kind === 'pep' || roles.some((role) => caller.roles.includes(role))) return caller;
  const [only, ...others] = roles.map((role) => `\`${role}\``);
  const needed = others.length === 0 ? `the role ${only ?? ''}` : `one of the roles ${[only, ...others].join(', ')}`;
  throw new ProblemError('forbidden_caller', { detail: `\`${caller.id}\` needs ${needed}` });
}

const ONLY = {
  none: 'nobody may do this with a credential',
  pep: 'only an enforcement point may do this; use its credential',
  person: "only a person may do this; use a person's token",
} as const;
