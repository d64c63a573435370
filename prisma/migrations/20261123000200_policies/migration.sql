-- Versions of the policy and what happened to them. A version never changes; what happens to it is only ever added to.
-- Each change is written with its `policy_event` receipt by one transaction, which moves the head of the tenant's
-- control session first: that orders all policy changes of a tenant.

CREATE TABLE policy_versions (
  tenant_id      text        NOT NULL,
  hash           text        NOT NULL,
  policy_id      text        NOT NULL,
  version        text        NOT NULL,
  packs          text        NOT NULL,
  author         text        NOT NULL,
  created_at     timestamptz NOT NULL,
  content_digest text        NOT NULL,
  rule_count     integer     NOT NULL,
  sources        text        NOT NULL,
  terms          text        NOT NULL,
  rules          text        NOT NULL,
  files          text        NOT NULL,
  opa_version    text        NOT NULL,
  wasm           bytea       NOT NULL,
  wasm_digest    text        NOT NULL,
  PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX policy_versions_latest ON policy_versions (tenant_id COLLATE "C", created_at DESC, hash DESC);

-- seq is the place of the receipt in the control session; index tells apart what one receipt did to several versions.
CREATE TABLE policy_transitions (
  tenant_id  text        NOT NULL,
  seq        integer     NOT NULL,
  index      integer     NOT NULL,
  hash       text,
  event      text        NOT NULL,
  from_state text,
  to_state   text,
  receipt_id text        NOT NULL,
  at         timestamptz NOT NULL,
  by_id      text        NOT NULL,
  by_roles   text        NOT NULL,
  reason     text        NOT NULL,
  replaced   text,
  generation integer     NOT NULL,
  overrides  text        NOT NULL,
  detail     text,
  PRIMARY KEY (tenant_id, seq, index)
);
CREATE INDEX policy_transitions_version ON policy_transitions (hash, tenant_id, seq DESC, index DESC);

CREATE TABLE policy_signoffs (
  tenant_id        text        NOT NULL,
  hash             text        NOT NULL,
  approver         text        NOT NULL,
  seq              integer     NOT NULL,
  statement_digest text        NOT NULL,
  at               timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, hash, approver, seq)
);

-- What decisions are taken on: the one thing here that changes.
CREATE TABLE policy_active (
  tenant_id  text        NOT NULL,
  active     text        NOT NULL,
  shadow     text,
  generation integer     NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);

CREATE TABLE policy_settings (
  tenant_id text    NOT NULL,
  settings  text    NOT NULL,
  PRIMARY KEY (tenant_id)
);

CREATE TRIGGER policy_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_transitions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_transitions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_signoffs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_signoffs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE policy_versions ENABLE ALWAYS TRIGGER policy_versions_append_only;
ALTER TABLE policy_transitions ENABLE ALWAYS TRIGGER policy_transitions_append_only;
ALTER TABLE policy_signoffs ENABLE ALWAYS TRIGGER policy_signoffs_append_only;

-- Wakes every replica at the commit.
CREATE FUNCTION tell_policy_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('writ_policy', NEW.tenant_id);
  RETURN NULL;
END $$;
CREATE TRIGGER policy_active_changed AFTER INSERT OR UPDATE ON policy_active FOR EACH ROW EXECUTE FUNCTION tell_policy_changed();

GRANT SELECT, INSERT ON policy_versions, policy_transitions, policy_signoffs TO writ_app;
GRANT SELECT, INSERT, UPDATE ON policy_active, policy_settings TO writ_app;
GRANT SELECT ON policy_versions, policy_transitions, policy_signoffs, policy_active, policy_settings TO writ_audit;
