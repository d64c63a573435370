-- What approvers answered beforehand. Each is given and revoked with a receipt; only `uses` changes without one, and every use is in
-- the receipt of the approval that it gave.
CREATE TABLE grants (
  tenant_id  text        NOT NULL,
  grant_id   text        NOT NULL,
  agent      text        NOT NULL,
  tool       text        NOT NULL,
  operation  text        NOT NULL,
  parameters text        NOT NULL,
  expires_at timestamptz NOT NULL,
  max_uses   integer     NOT NULL,
  uses       integer     NOT NULL DEFAULT 0,
  reason     text        NOT NULL,
  by_id      text        NOT NULL,
  by_roles   text[]      NOT NULL,
  at         timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by text,
  PRIMARY KEY (tenant_id, grant_id),
  CHECK (uses <= max_uses)
);
CREATE INDEX grants_standing ON grants (tenant_id, tool, operation) WHERE revoked_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON grants TO writ_app;
GRANT SELECT ON grants TO writ_audit;
