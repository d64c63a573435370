import type {
  AcceptTool,
  AdministrationEvent,
  GrantRecord,
  PasskeyRecord,
  GrantRequest,
  BlastRadius,
  Json,
  JsonObject,
  PolicyActor,
  PolicyEvent,
  PolicyMove,
  PolicyOverrides,
  PolicyRefusal,
  PolicySettings,
  PolicySignoff,
  PolicyState,
  PolicyTerms,
  Rule,
  StopRecord,
  StopRequest,
  TokenRevocation,
  ToolPin,
} from '@writ/aarm';
import type { Proven } from './passkeys.js';
import type { MetTool, PinAccepted } from './tool-pins.js';
import type { Ledger } from './ledger.js';
import type { AppendResult, AppendUnit, Evaluator } from '../journal/ports.js';

/** What is evaluated, and all that its hash covers: one policy set of one or more packs, as compiled. */
export interface PolicyContent {
  /** The policy hash that receipts carry. */
  readonly hash: string;
  readonly packs: readonly { readonly id: string; readonly version: string }[];
  /** `<pack id>/<path>` → text: everything that is compiled or tested. */
  readonly sources: Readonly<Record<string, string>>;
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  readonly wasm: Uint8Array;
  readonly wasm_digest: string;
  /** What the hash was computed from: see `policyHash` of `@writ/policy`. */
  readonly opa_version: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** A version without its bulk. */
export interface PolicyVersionSummary {
  readonly tenant_id: string;
  readonly hash: string;
  /** The set's name and version: those of its packs joined with `+`. */
  readonly policy_id: string;
  readonly version: string;
  readonly packs: PolicyContent['packs'];
  readonly author: string;
  readonly created_at: string;
  /** sha256 over the RFC 8785 bytes of `{hash, rules, terms}`: terms and rules are derived, and bound to the hash by this. */
  readonly content_digest: string;
  readonly rules: number;
  readonly state: PolicyState;
  /** When and by whom it came to this state. */
  readonly state_since: string;
  readonly ever_active: boolean;
  /** Whether some rule reads what the user asked for (AARM R3); null before its check. */
  readonly intent_read: boolean | null;
}

/** A stored version: immutable. */
export interface PolicyVersion extends PolicyContent {
  readonly tenant_id: string;
  readonly author: string;
  readonly created_at: string;
  readonly content_digest: string;
}

/** What a tenant's decisions are taken on. */
export interface PolicyPointer {
  readonly tenant_id: string;
  readonly active: string;
  readonly shadow: string | null;
  /** Raised by one with every change of the pointer. */
  readonly generation: number;
  readonly changed_at: string;
}

/** One event of a tenant's policy, in the order of its receipts. Never changed. */
export interface PolicyTransition extends Omit<PolicyEvent, 'detail_digest' | 'policy'> {
  readonly tenant_id: string;
  /** The place of the `policy_event` receipt in the tenant's control session, with `index` where one receipt moves two versions. */
  readonly seq: number;
  readonly index: number;
  readonly receipt_id: string;
  /** The version; null for settings. */
  readonly hash: string | null;
  readonly at: string;
  /** What `detail_digest` of the receipt covers: a check report, a replay, new settings. */
  readonly detail: Json | null;
}

/** The rows that a policy event writes beside its receipt, in the same transaction. */
export interface PolicyWrites {
  readonly version: PolicyVersion | null;
  readonly transitions: readonly PolicyTransition[];
  readonly signoff: (PolicySignoff & { readonly tenant_id: string; readonly seq: number }) | null;
  readonly pointer: PolicyPointer | null;
  readonly settings: PolicySettings | null;
  /** A stop that begins or is lifted. */
  readonly stop?: StopRecord | undefined;
  /** A standing grant that is given or revoked. */
  readonly grant?: GrantRecord | undefined;
  /** A changed definition of a tool that is accepted: refused (`lost_race`) where it is not the one that was met last. */
  readonly pin?: PinAccepted | undefined;
  /** A passkey that is added or removed: refused (`lost_race`) where the credential was ever there, or does not stand any more. */
  readonly passkey?: PasskeyChange | undefined;
  /** Tokens that an issuer took back. */
  readonly revocation?: TokenRevocation | undefined;
}

/** What happens to a passkey. */
export type PasskeyChange =
  | { readonly kind: 'add'; readonly passkey: PasskeyRecord }
  | { readonly kind: 'remove'; readonly credential_id: string; readonly at: string; readonly by: string };

/** Storage of policy versions and what happened to them. Every method is tenant-scoped but `pointers` and `watch`. */
export interface PolicyStore {
  /**
   * Appends the unit to the tenant's control session and writes the rows, in one transaction. The compare-and-set on
   * the session's head orders all policy changes of a tenant: who loses it reads again and judges again.
   */
  appendPolicyEvent(unit: AppendUnit, writes: PolicyWrites): Promise<AppendResult>;
  version(tenantId: string, hash: string): Promise<PolicyVersion | null>;
  summary(tenantId: string, hash: string): Promise<PolicyVersionSummary | null>;
  /** The newest first; `before` continues after a `created_at` and hash. */
  versions(
    tenantId: string,
    options: { readonly limit: number; readonly before?: { readonly created_at: string; readonly hash: string } | undefined },
  ): Promise<readonly PolicyVersionSummary[]>;
  /** The newest first; of one version where `hash` is given. */
  transitions(
    tenantId: string,
    options: {
      readonly limit: number;
      readonly hash?: string | undefined;
      readonly before?: { readonly seq: number; readonly index: number } | undefined;
    },
  ): Promise<readonly PolicyTransition[]>;
  /** The signatures since the version was last a draft. */
  signoffs(tenantId: string, hash: string): Promise<readonly PolicySignoff[]>;
  pointer(tenantId: string): Promise<PolicyPointer | null>;
  /** Of all tenants. */
  pointers(): Promise<readonly PolicyPointer[]>;
  /** The defaults where the tenant set none. */
  settings(tenantId: string): Promise<PolicySettings>;
  /** Those with any event on record. */
  tenants(): Promise<readonly string[]>;
  /** Those that hold, of all tenants, the oldest first. */
  activeStops(): Promise<readonly StopRecord[]>;
  /** All of a tenant, the newest first. */
  stops(tenantId: string): Promise<readonly StopRecord[]>;
  /** What issuers took back since then (RFC 3339), of all tenants, the oldest first. */
  revocations(since: string): Promise<readonly TokenRevocation[]>;
  /** All standing grants of a tenant and those that ended, the newest first. */
  grants(tenantId: string): Promise<readonly GrantRecord[]>;
  /** One use less, where one is left; by the database's clock. */
  useGrant(tenantId: string, grantId: string): Promise<boolean>;
  /**
   * Pins definitions that this agent never had, up to a bound, and remembers those that differ from what is pinned; the
   * digests that are pinned, of the tools that can be.
   */
  pinTools(tenantId: string, agent: string, tools: readonly MetTool[]): Promise<ReadonlyMap<string, string>>;
  /** The pins of a tenant, those first that differ from what was met last; at most 5,000. */
  toolPins(tenantId: string): Promise<readonly ToolPin[]>;
  /** All that a person has and had, the newest first. */
  passkeys(tenantId: string, person: string): Promise<readonly PasskeyRecord[]>;
  /** One of a tenant, whether it stands or not; null where there never was one. */
  passkey(tenantId: string, credentialId: string): Promise<PasskeyRecord | null>;
  /**
   * Calls back soon after any pointer, stop, revocation or enrolment changed, and after every gap in which a change could have been missed. At most a
   * wake-up: read `pointers`, and look by yourself now and then.
   */
  watch(changed: () => void): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

/** The policies that decisions are taken on, loaded and warm. */
export interface Policies {
  /**
   * The evaluator of a tenant's active version. Take it once for each decision: it stays usable, whatever is activated
   * meanwhile, so that a decision ends on the version it began with.
   *
   * @throws ProblemError `not_ready` where the tenant has no policy that can be evaluated
   */
  active(tenantId: string): Evaluator;
  /** The evaluator of a certain version, active or not; null where it is not known or does not start. */
  pinned(tenantId: string, hash: string): Promise<Evaluator | null>;
  /** The evaluator of the tenant's shadow version; null where there is none. Off the answer's path. */
  shadow(tenantId: string): Evaluator | null;
  /** Resolves if every tenant's active version can decide right now. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** An answer of the lifecycle: what it is now, or why nothing changed. */
export type PolicyChangeResult =
  | {
      readonly ok: true;
      readonly version: PolicyVersionSummary | null;
      readonly transition: PolicyTransition;
      readonly pointer: PolicyPointer | null;
    }
  | {
      readonly ok: false;
      readonly refusal:
        PolicyRefusal | { readonly code: 'version_unknown' | 'version_unusable' | 'settings_invalid'; readonly message: string };
    };

/** One change that somebody asks for. */
export interface PolicyChangeRequest {
  readonly tenant_id: string;
  readonly by: PolicyActor;
  readonly move: Exclude<PolicyMove, 'publish' | 'bootstrap'>;
  readonly hash: string;
  readonly reason?: string;
  /** For `check` and `test`: what was found. `intent_read` belongs to `check`. */
  readonly findings?: { readonly passed: boolean; readonly intent_read?: boolean; readonly report: Json };
  readonly blast?: BlastRadius | null;
  readonly overrides?: PolicyOverrides;
}

/** Changes the policy of tenants; each change is one signed `policy_event` receipt, committed with what it changes. */
export interface PolicyControl {
  /** Stores a version as a draft; the same content is found again and nothing is written. */
  publish(request: {
    readonly tenant_id: string;
    readonly by: PolicyActor;
    readonly content: PolicyContent;
    readonly reason?: string;
  }): Promise<PolicyChangeResult>;
  /** Check, test, sign, shadow, activate, roll back, retire. */
  change(request: PolicyChangeRequest): Promise<PolicyChangeResult>;
  /** Changes what the tenant asks of an activation; takes a `policy_approver`. */
  configure(request: {
    readonly tenant_id: string;
    readonly by: PolicyActor;
    readonly settings: PolicySettings;
    readonly reason?: string;
  }): Promise<PolicyChangeResult>;
  /** Withdraws somebody's authority; takes an `operator`. */
  stop(request: { readonly tenant_id: string; readonly by: PolicyActor; readonly request: StopRequest }): Promise<StopRecord>;
  /** Gives it back; takes an `operator`. */
  lift(request: { readonly tenant_id: string; readonly by: PolicyActor; readonly stop_id: string }): Promise<StopRecord>;
  /** Answers beforehand; the answer counts where the person may answer. */
  grant(request: { readonly tenant_id: string; readonly by: PolicyActor; readonly request: GrantRequest }): Promise<GrantRecord>;
  /** Takes it back; whoever gave it may, and an `operator`. */
  revokeGrant(request: { readonly tenant_id: string; readonly by: PolicyActor; readonly grant_id: string }): Promise<GrantRecord>;
  /** Writes down who became known, or no longer is; the caller has judged that `by` may. */
  recordAdministration(request: {
    readonly tenant_id: string;
    readonly by: PolicyActor;
    readonly event: AdministrationEvent;
    readonly detail: JsonObject;
    readonly reason?: string;
  }): Promise<void>;
  /** Takes back what an issuer had issued to somebody; the caller has verified that it is the issuer who says so. */
  revokeTokens(request: Omit<TokenRevocation, 'at'>): Promise<TokenRevocation>;
  /** Takes a changed definition of a tool for good; takes an `operator`. */
  acceptTool(request: { readonly tenant_id: string; readonly by: PolicyActor; readonly request: AcceptTool }): Promise<ToolPin>;
  /** Adds a passkey of the person who asks, checked before; `after` is the head of the control session that was signed. */
  addPasskey(request: {
    readonly tenant_id: string;
    readonly by: PolicyActor;
    readonly passkey: Pick<PasskeyRecord, 'credential_id' | 'public_key' | 'counter' | 'label'>;
    readonly confirmed: Proven | null;
    readonly after: string;
  }): Promise<PasskeyRecord>;
  /** Removes one for good. */
  removePasskey(request: {
    readonly tenant_id: string;
    readonly by: PolicyActor;
    readonly person: string;
    readonly credential_id: string;
    readonly reason: string;
    readonly confirmed: Proven | null;
    readonly after: string;
  }): Promise<PasskeyRecord>;
  /** What the signed events of a tenant say is in force; rejects with `evidence_broken` where they are not the chain that was signed. */
  ledger(tenantId: string): Promise<Ledger>;
  /** Makes a version the first active one of a tenant that never had a policy; does nothing where it had one. */
  bootstrap(request: { readonly tenant_id: string; readonly content: PolicyContent }): Promise<PolicyPointer>;
}
