/** A person of the development issuer. */
export interface Person {
  readonly id: string;
  readonly roles: readonly string[];
}

/** The people that a development setup has; a deployment brings its own issuer and its own people. */
export const PEOPLE: readonly Person[] = [
  { id: 'alice', roles: ['developer', 'viewer'] },
  { id: 'bob', roles: ['approver'] },
  { id: 'carol', roles: ['auditor'] },
  // Whoever has none of the roles of docs/people.md reads nothing.
  { id: 'dana', roles: ['developer'] },
  { id: 'olga', roles: ['operator'] },
  { id: 'ann', roles: ['author'] },
  { id: 'pia', roles: ['policy_approver'] },
];
