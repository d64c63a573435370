import { ApprovalMutations } from './approval-mutations.js';
import { DeliveryResolver } from './delivery-resolver.js';
import { PasskeyResolver } from './passkey-resolver.js';
import { PolicyMutations } from './policy-mutations.js';
import { PolicyResolver } from './policy-resolver.js';
import { EvidenceResolver } from './resolver.js';
import { Subscriptions } from './subscriptions.js';
import { TrustResolver } from './trust-resolver.js';
import { ToolResolver } from './tool-resolver.js';

/** All that GraphQL answers. The schema is generated from them. */
export const RESOLVERS = [
  EvidenceResolver,
  ApprovalMutations,
  DeliveryResolver,
  PasskeyResolver,
  PolicyResolver,
  PolicyMutations,
  Subscriptions,
  ToolResolver,
  TrustResolver,
] as const;
