/** An enrolled PEP, as the store has it. */
export interface EnrolledPep {
  readonly tenant_id: string;
  readonly pep_id: string;
  /** `sha256:` and the hex digest of the credential's secret. */
  readonly secret_hash: string;
  readonly agent_id: string;
  readonly agent_instance: string;
  readonly host: string;
  readonly revoked_at: string | null;
}
