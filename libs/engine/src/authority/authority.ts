import type { Grants } from './grants.js';
import type { Passkeys } from './passkeys.js';
import type { Policies } from './policies.js';
import type { PresenceRule } from './presence.js';
import type { Revocations } from './revocations.js';
import type { Stops } from './stops.js';
import type { ToolPins } from './tool-pins.js';

/** What people give and take. Each operation takes the part that it needs. */
export interface Authority {
  readonly policies: Policies;
  readonly stops: Stops;
  readonly revocations: Revocations;
  readonly grants: Grants;
  readonly passkeys: Passkeys;
  readonly requiresPresence: PresenceRule;
  readonly toolPins: ToolPins;
}
