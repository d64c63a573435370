/** One tenant is what a development setup has. */
export const TENANT = 'default';
