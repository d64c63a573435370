-- Which question was told to people over which channel: one row each, kept when the question is long answered.
CREATE TABLE deliveries (
  tenant_id     text        NOT NULL,
  decision_id   text        NOT NULL,
  channel       text        NOT NULL,
  -- What exactly was asked: approved with changes, the others are asked anew.
  action_digest text        NOT NULL,
  state         text        NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'rejected')),
  attempts      integer     NOT NULL,
  -- When a failed attempt is repeated, and when one that never came back counts as failed.
  next_at       timestamptz NOT NULL,
  error         text,
  changed_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, decision_id, channel, action_digest)
);

GRANT SELECT, INSERT, UPDATE ON deliveries TO writ_app;
GRANT SELECT ON deliveries TO writ_audit;
