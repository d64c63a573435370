-- Roles belong to the server, not to one database, so they may exist. None can log in until it is given a password.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['writ_app', 'writ_audit', 'writ_erase', 'writ_queue'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO writ_app, writ_audit, writ_erase;

-- The decision path and the worker: evidence can be added and read, nothing else.
GRANT SELECT, INSERT ON entries, receipts, disclosures TO writ_app;
GRANT SELECT, INSERT, UPDATE ON sessions, decisions, peps, keys, heartbeat TO writ_app;
-- UPDATE is what FOR UPDATE asks for: a row is locked before it is taken.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO writ_app;

-- Reads all, changes nothing.
GRANT SELECT ON sessions, entries, receipts, disclosures, decisions, peps, keys TO writ_audit;

-- Erases disclosures, and sees no more than it needs to find them.
GRANT SELECT, DELETE ON disclosures TO writ_erase;
GRANT SELECT (tenant_id, session_id, seq, receipt_id, decision_id, kind, issued_at) ON receipts TO writ_erase;

-- The job queue makes its own tables, in a schema where it can touch nothing else.
GRANT writ_queue TO CURRENT_USER;
CREATE SCHEMA writ_queue AUTHORIZATION writ_queue;
