/** One tenant is what a development setup has. */
export const TENANT = 'default';

/** Whose sessions those of a proof are: no agent of anybody ever works there. */
export const DEMONSTRATION_TENANT = 'demonstration';
