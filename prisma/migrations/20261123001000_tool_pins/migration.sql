-- What the tools of an agent are: the definition that was met first, or that a person accepted since, with a receipt. A later one
-- that differs is kept beside it until then.
CREATE TABLE tool_pins (
  tenant_id      text        NOT NULL,
  agent          text        NOT NULL,
  name           text        NOT NULL,
  digest         text        NOT NULL,
  definition     text        NOT NULL,
  pinned_at      timestamptz NOT NULL,
  met_digest     text,
  met_definition text,
  met_at         timestamptz,
  accepted_by    text,
  PRIMARY KEY (tenant_id, agent, name)
);

GRANT SELECT, INSERT, UPDATE ON tool_pins TO writ_app;
GRANT SELECT ON tool_pins TO writ_audit;
