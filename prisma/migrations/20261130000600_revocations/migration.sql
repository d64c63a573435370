-- What issuers took back, each written with its receipt: tokens of one subject that were issued until then. It is only ever added to, and
-- what is two days old revokes nothing that still lives.
CREATE TABLE revocations (
  tenant_id text        NOT NULL,
  issuer    text        NOT NULL,
  -- The id of what the issuer sent: it counts once.
  jti       text        NOT NULL,
  subject   text        NOT NULL,
  -- The person's name in receipts, where the subject tells it.
  person    text,
  before    timestamptz NOT NULL,
  reason    text        NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, issuer, jti)
);
CREATE INDEX revocations_at ON revocations (at);

CREATE TRIGGER revocations_changed AFTER INSERT ON revocations FOR EACH ROW EXECUTE FUNCTION tell_policy_changed();

-- An enrolment that ends is told at once too: processes remember for a moment whom they have let in.
CREATE TRIGGER peps_changed AFTER UPDATE ON peps FOR EACH ROW EXECUTE FUNCTION tell_policy_changed();

GRANT SELECT, INSERT ON revocations TO writ_app;
GRANT SELECT ON revocations TO writ_audit;
