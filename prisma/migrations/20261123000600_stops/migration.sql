-- Authority that operators withdrew, and when they gave it back. Each change is written with its receipt.
CREATE TABLE stops (
  tenant_id text        NOT NULL,
  stop_id   text        NOT NULL,
  kind      text        NOT NULL,
  id        text        NOT NULL,
  reason    text        NOT NULL,
  by_id     text        NOT NULL,
  at        timestamptz NOT NULL,
  lifted_at timestamptz,
  lifted_by text,
  PRIMARY KEY (tenant_id, stop_id)
);
CREATE INDEX stops_active ON stops (at) WHERE lifted_at IS NULL;

CREATE TRIGGER stops_changed AFTER INSERT OR UPDATE ON stops FOR EACH ROW EXECUTE FUNCTION tell_policy_changed();

GRANT SELECT, INSERT, UPDATE ON stops TO writ_app;
GRANT SELECT ON stops TO writ_audit;
