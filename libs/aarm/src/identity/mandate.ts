import { isRelease } from '../action/action.js';
import type { DelegationHop } from './identity.js';
import { reaches, readScope } from './scope.js';
import type { Reach } from './scope.js';

/** What whoever asks may do at all, and the delegation that it came by. */
export interface Mandate {
  /** The scopes that a person, a service, an agent and every link of the delegation share; none permits nothing. */
  readonly effective_scope: readonly string[];
  /** The links of the delegation, root first. */
  readonly chain: readonly Pick<DelegationHop, 'delegator' | 'delegatee' | 'scope'>[];
}

/** An action, as far as a scope can name it. */
interface Named {
  readonly tool: string;
  readonly operation: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The scope that names one action and no other. */
export const scopeOf = ({ tool, operation }: Pick<Named, 'tool' | 'operation'>): string => `${tool.replaceAll(':', '%3A')}:${operation}`;

/** Whether scopes permit an action. Showing an output is part of the action whose output it is. */
export function permits(scopes: readonly string[], action: Named): boolean {
  const name: Reach = { text: scopeOf(whoseOutput(action)), open: false };
  return scopes.some((scope) => {
    const reach = readScope(scope);
    return reach !== null && reaches(reach, name);
  });
}

/** The action that ran, where this one shows its output. */
function whoseOutput(action: Named): Pick<Named, 'tool' | 'operation'> {
  const { tool, operation } = action.parameters ?? {};
  return isRelease(action) && typeof tool === 'string' && typeof operation === 'string' ? { tool, operation } : action;
}

const MOST_SHOWN = 5;

/** Why an action is beyond the mandate of whoever asks, and which link of the delegation made it so; null where it is not. */
export function findExcess(action: Named, { effective_scope, chain }: Mandate): string | null {
  if (permits(effective_scope, action)) return null;
  const of = `the effective scope is ${listScopes(effective_scope)}, which does not cover \`${scopeOf(whoseOutput(action))}\``;
  const place = chain.findIndex(({ scope }) => !permits(scope, action));
  const link = chain[place];
  if (link === undefined) return of;
  const { delegator, delegatee, scope } = link;
  return `${of}: link ${(place + 1).toString()} of the delegation, from \`${delegator}\` to \`${delegatee}\`, hands on ${listScopes(scope)}`;
}

function listScopes(scopes: readonly string[]): string {
  if (scopes.length === 0) return 'nothing';
  const shown = scopes.slice(0, MOST_SHOWN).join(' ');
  return scopes.length > MOST_SHOWN ? `\`${shown} …\`` : `\`${shown}\``;
}
