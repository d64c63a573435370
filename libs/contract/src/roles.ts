/**
 * What people may be. Whoever has none of these roles may do nothing and reads nothing. An issuer may give further roles: rules
 * ask them for approval by name, and they open no call.
 */
export const ROLES = ['viewer', 'approver', 'author', 'policy_approver', 'operator', 'auditor', 'administrator'] as const;

export type Role = (typeof ROLES)[number];

/** Everybody with a role reads the evidence of their tenant. */
export const READERS: readonly Role[] = [...ROLES];
/** Those who may say something. Whether one question is for one of them is for its rule to say; auditors look on. */
export const ANSWERERS: readonly Role[] = ROLES.filter((role) => role !== 'auditor');
/** Those who take part in changing the policy; each move takes one of them, as the life of a version has it. */
export const POLICY_PEOPLE: readonly Role[] = ['author', 'policy_approver', 'operator'];
