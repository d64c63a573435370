import type { ForPeople } from './for-people.js';
import type { ForPeps } from './for-peps.js';
import type { ForReaders } from './for-readers.js';
import type { ForWorkers } from './for-workers.js';

/**
 * The operations that REST, gRPC, GraphQL and the worker share, by who calls them. Each rejects with a `ProblemError` when no answer
 * exists; a decision is returned only after it and its receipt are durable. Take the face that you need.
 */
export interface Engine extends ForPeps, ForPeople, ForWorkers, ForReaders {
  /** Resolves when a signed receipt can be written right now; rejects with `not_ready`. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
