-- Which sessions of an agent instance for a person were used in which slot of ten minutes: what one of them read counts in all that are
-- used within the hour. It only leads to them; what they read is in their evidence. `family` is a digest of tenant, instance and person.
CREATE TABLE session_uses (
  tenant_id  text    NOT NULL,
  family     text    NOT NULL,
  slot       integer NOT NULL,
  session_id text    NOT NULL,
  PRIMARY KEY (family, slot, session_id, tenant_id)
);

-- Added and read, never taken away: a session cannot be made to be forgotten by those that it is to be remembered for.
GRANT SELECT, INSERT ON session_uses TO writ_app;
GRANT SELECT ON session_uses TO writ_audit;
CREATE TRIGGER session_uses_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON session_uses
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE session_uses ENABLE ALWAYS TRIGGER session_uses_append_only;
