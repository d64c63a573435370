export * from './store-error.js';
export * from './memory-store.js';
export { startPostgres } from './start-postgres.js';
export type { PostgresOptions, RunningPostgres } from './start-postgres.js';
export { migrate, provision } from './migrate.js';
export type { ProvisionedRoles } from './migrate.js';
