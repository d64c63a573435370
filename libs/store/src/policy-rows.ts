import type { GrantRecord, StopRecord, TokenRevocation } from '@writ/aarm';
import type { PolicyPointer, PolicyTransition, PolicyVersion, PolicyVersionSummary, PolicyWrites } from '@writ/engine';

type Signoff = NonNullable<PolicyWrites['signoff']>;

/** Rows of the policy tables as the driver gives them, mapped to the port's records: the only place that knows both shapes. */
export interface PolicyVersionRow {
  readonly tenant_id: string;
  readonly hash: string;
  readonly packs: string;
  readonly author: string;
  readonly created_at: string;
  readonly content_digest: string;
  readonly sources: string;
  readonly terms: string;
  readonly rules: string;
  readonly files: string;
  readonly opa_version: string;
  readonly wasm: Buffer;
  readonly wasm_digest: string;
}

export const VERSION_COLUMNS =
  'tenant_id, hash, packs, author, created_at, content_digest, sources, terms, rules, files, opa_version, wasm, wasm_digest';

const parsed = (text: string): never => JSON.parse(text) as never;

export const toVersion = (row: PolicyVersionRow): PolicyVersion => ({
  ...row,
  packs: parsed(row.packs),
  sources: parsed(row.sources),
  terms: parsed(row.terms),
  rules: parsed(row.rules),
  files: parsed(row.files),
  wasm: new Uint8Array(row.wasm),
});

export interface PolicySummaryRow extends Omit<PolicyVersionSummary, 'packs'> {
  readonly packs: string;
}

export const toSummary = (row: PolicySummaryRow): PolicyVersionSummary => ({ ...row, packs: parsed(row.packs) });

export interface PolicyTransitionRow extends Omit<PolicyTransition, 'by' | 'from' | 'to' | 'overrides' | 'detail'> {
  readonly from_state: PolicyTransition['from'];
  readonly to_state: PolicyTransition['to'];
  readonly by_id: string;
  readonly by_roles: string;
  readonly overrides: string;
  readonly detail: string | null;
}

export const TRANSITION_COLUMNS =
  'tenant_id, seq, index, hash, event, from_state, to_state, receipt_id, at, by_id, by_roles, reason, replaced, generation, overrides, detail';

export function toTransition({ from_state, to_state, by_id, by_roles, overrides, detail, ...row }: PolicyTransitionRow): PolicyTransition {
  return {
    ...row,
    from: from_state,
    to: to_state,
    by: { id: by_id, roles: parsed(by_roles) },
    overrides: parsed(overrides),
    detail: detail === null ? null : parsed(detail),
  };
}

/** The values of {@link INSERT_VERSION}. */
export const versionValues = (version: PolicyVersion): readonly unknown[] => [
  version.tenant_id,
  version.hash,
  version.terms.id,
  version.terms.version,
  JSON.stringify(version.packs),
  version.author,
  version.created_at,
  version.content_digest,
  version.rules.length,
  JSON.stringify(version.sources),
  JSON.stringify(version.terms),
  JSON.stringify(version.rules),
  JSON.stringify(version.files),
  version.opa_version,
  Buffer.from(version.wasm.buffer, version.wasm.byteOffset, version.wasm.byteLength),
  version.wasm_digest,
];

export const transitionValues = (row: PolicyTransition): readonly unknown[] => [
  row.tenant_id,
  row.seq,
  row.index,
  row.hash,
  row.event,
  row.from,
  row.to,
  row.receipt_id,
  row.at,
  row.by.id,
  JSON.stringify(row.by.roles),
  row.reason,
  row.replaced,
  row.generation,
  JSON.stringify(row.overrides),
  row.detail === null ? null : JSON.stringify(row.detail),
];

export const signoffValues = (row: Signoff): readonly unknown[] => [
  row.tenant_id,
  row.hash,
  row.approver,
  row.seq,
  row.statement_digest,
  row.at,
];

export const pointerValues = (row: PolicyPointer): readonly unknown[] => [
  row.tenant_id,
  row.active,
  row.shadow,
  row.generation,
  row.changed_at,
];

export const stopValues = ({ tenant_id, stop_id, kind, id, reason, by, at, lifted_at, lifted_by }: StopRecord): readonly unknown[] => [
  tenant_id,
  stop_id,
  kind,
  id,
  reason,
  by,
  at,
  lifted_at,
  lifted_by,
];

export const revocationValues = ({ tenant_id, issuer, jti, subject, person, before, reason, at }: TokenRevocation): readonly unknown[] => [
  tenant_id,
  issuer,
  jti,
  subject,
  person,
  before,
  reason,
  at,
];

export interface GrantRow extends Omit<GrantRecord, 'parameters'> {
  readonly parameters: string;
}

export const toGrant = (row: GrantRow): GrantRecord => ({ ...row, parameters: JSON.parse(row.parameters) as GrantRecord['parameters'] });

export const grantValues = (row: GrantRecord): readonly unknown[] => [
  row.tenant_id,
  row.grant_id,
  row.agent,
  row.tool,
  row.operation,
  JSON.stringify(row.parameters),
  row.expires_at,
  row.max_uses,
  row.reason,
  row.by,
  row.roles,
  row.at,
  row.revoked_at,
  row.revoked_by,
];
