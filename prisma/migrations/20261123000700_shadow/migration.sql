-- What versions in shadow would have decided, added up. No evidence: the decisions themselves are in the receipts.

-- key is the sha256 of what is counted together: names that agents make up are too long for an index.
CREATE TABLE policy_shadow (
  tenant_id     text        NOT NULL,
  shadow        text        NOT NULL,
  key           text        NOT NULL,
  active        text        NOT NULL,
  tool          text        NOT NULL,
  operation     text        NOT NULL,
  result        text        NOT NULL,
  rule          text        NOT NULL,
  shadow_result text        NOT NULL,
  shadow_rule   text        NOT NULL,
  count         bigint      NOT NULL,
  decision_id   text        NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, shadow, key)
) WITH (fillfactor = 80);

-- What a version in shadow did not get to see.
CREATE TABLE policy_shadow_losses (
  tenant_id text   NOT NULL,
  shadow    text   NOT NULL,
  dropped   bigint NOT NULL,
  failed    bigint NOT NULL,
  PRIMARY KEY (tenant_id, shadow)
);

GRANT SELECT, INSERT, UPDATE ON policy_shadow, policy_shadow_losses TO writ_app;
GRANT SELECT ON policy_shadow, policy_shadow_losses TO writ_audit;
