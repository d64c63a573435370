/** How often a question was told over a channel, and how that went. */
export interface DeliveryRecord {
  readonly tenant_id: string;
  readonly decision_id: string;
  readonly channel: string;
  /** The digest of what was asked. */
  readonly action_digest: string;
  /** `failed` is tried again at `next_at`; `rejected` is not. */
  readonly state: 'waiting' | 'delivered' | 'failed' | 'rejected';
  readonly attempts: number;
  readonly next_at: string;
  readonly error: string | null;
  readonly changed_at: string;
  /** What names the message to its channel; null where it cannot be changed. */
  readonly message: string | null;
  /** Whether the message still asks, shows how it ended, or could not be changed. */
  readonly shows: 'open' | 'closed' | 'stuck' | null;
  readonly update_attempts: number;
}

/** How an attempt to tell went. */
export interface Told {
  readonly state: 'delivered' | 'failed' | 'rejected';
  readonly error: string | null;
  readonly retry_s: number;
  readonly message?: string | undefined;
}

interface Claim {
  /** Whose: a channel is one tenant's, and is told nothing of another's. */
  readonly tenant_id: string;
  readonly limit: number;
  readonly patience_s: number;
}

/** Whose enforcement points: those that were enrolled for this agent, and not revoked since. */
interface Agent {
  readonly agent_id: string;
}

/** What has been told to whom. Telling is at least once; who claims a row is the only one to tell until `next_at`. */
export interface Deliveries {
  /**
   * Takes questions of a tenant that wait for people and were not yet told over this channel, or whose last attempt failed and is
   * due again. Each is taken by one caller, who has until `patience_s` to say how it went.
   */
  claim(channel: string, options: Claim): Promise<readonly DeliveryRecord[]>;
  /** As `claim`, for deferrals that ask their human principal something. */
  claimInquiries(channel: string, options: Claim): Promise<readonly DeliveryRecord[]>;
  /** As `claim`, for decisions of an agent's enforcement points that waited and were settled within the last two hours. */
  claimSettled(channel: string, options: Claim & Agent): Promise<readonly DeliveryRecord[]>;
  /** How the attempt went; `retry_s` from now it is due again if it failed. */
  settle(claimed: DeliveryRecord, outcome: Told): Promise<void>;
  /** Messages with questions that went out over a channel for a tenant lately; several questions told together are one. */
  toldWithin(channel: string, tenantId: string, seconds: number): Promise<number>;
  /** Takes messages that still ask what is no longer open. */
  claimStale(channel: string, options: Claim): Promise<readonly DeliveryRecord[]>;
  /** How changing a message went; null: try again after `retry_s`. */
  settleStale(claimed: DeliveryRecord, outcome: { readonly shows: 'closed' | 'stuck' | null; readonly retry_s: number }): Promise<void>;
  /** Whether this click is the first of its id over a channel; by one statement, for all processes. */
  firstClick(channel: string, clickId: string): Promise<boolean>;
  /** Of one decision, by channel and time. */
  deliveries(tenantId: string, decisionId: string): Promise<readonly DeliveryRecord[]>;
  close(): Promise<void>;
}

/** What marks the digest of a question that is told again because backups may answer it now. */
export const ESCALATED = '#backups';
/** What the digest of an inquiry to the human principal begins with. */
export const INQUIRY = 'questions:';
/** In place of a digest: the decision is settled, and nothing is asked. */
export const SETTLED = 'settled';
