-- What waits for people or facts, in whatever session: a row comes with the commit that begins the wait and goes with the one that ends
-- it. It is counted before one more may wait, and nothing else rests on it. What waited before is not counted: it ends within a day.
CREATE TABLE waiting (
  tenant_id   text        NOT NULL,
  decision_id text        NOT NULL,
  -- A digest of the tenant, the agent and the person that it acts for.
  asker       text        NOT NULL,
  -- Who is asked, as JSON; empty where nobody is.
  approvers   jsonb       NOT NULL,
  deadline    timestamptz NOT NULL,
  PRIMARY KEY (decision_id, tenant_id)
);
CREATE INDEX waiting_asker ON waiting (asker);
CREATE INDEX waiting_approvers ON waiting USING gin (approvers);

GRANT SELECT, INSERT, UPDATE, DELETE ON waiting TO writ_app;
GRANT SELECT ON waiting TO writ_audit;
