-- The passkeys of people. Each is added and removed with a receipt; only `counter` changes without one of its own, in the commit of the
-- answer that it signed. A credential that was removed stays, so that it can never be added again.
CREATE TABLE passkeys (
  tenant_id     text        NOT NULL,
  credential_id text        NOT NULL,
  person        text        NOT NULL,
  public_key    text        NOT NULL,
  counter       bigint      NOT NULL,
  label         text        NOT NULL,
  added_at      timestamptz NOT NULL,
  removed_at    timestamptz,
  removed_by    text,
  PRIMARY KEY (tenant_id, credential_id)
);
CREATE INDEX passkeys_of_person ON passkeys (tenant_id, person);

GRANT SELECT, INSERT, UPDATE ON passkeys TO writ_app;
GRANT SELECT ON passkeys TO writ_audit;
