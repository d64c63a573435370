-- Every row belongs to one tenant, and a role sees the rows of the tenant that its transaction names in `writ.tenant`: of no other, and of
-- none where it names nobody. The owner is held to it as well, unless it is a superuser. What belongs to the whole deployment has the
-- tenant '*', which no credential can have.

-- For every table with a tenant, now and in migrations to come. IS NOT DISTINCT FROM: no index can use the condition, so that each look-up
-- keeps the one that is meant for it (see the first migration). After a transaction the setting is not gone but empty.
CREATE FUNCTION keep_tenants_apart(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY own_tenant ON %s USING (tenant_id IS NOT DISTINCT FROM NULLIF(current_setting(''writ.tenant'', true), ''''))', name);
END $$;
REVOKE EXECUTE ON FUNCTION keep_tenants_apart FROM PUBLIC;

DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE' LOOP
    PERFORM keep_tenants_apart(quote_ident(name)::regclass);
  END LOOP;
END $$;

-- Some work is no tenant's: filling the projections, what is due, which policies, stops and revocations there are. A statement of it
-- says so by taking this role, which nobody logs in as, and may do here what is granted below and nothing else: it reads no entry, no
-- disclosure, no grant and no passkey. writ_app has to take it, as it does not inherit.
-- writ_rebuild empties the projections as well, and is the owner's alone.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['writ_across', 'writ_rebuild'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
END $$;
ALTER ROLE writ_app NOINHERIT;
GRANT writ_across TO writ_app, writ_rebuild;
-- The owner has to take it too, where the server knows of that.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE 'GRANT writ_rebuild TO CURRENT_USER WITH INHERIT FALSE';
  ELSE
    GRANT writ_rebuild TO CURRENT_USER;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO writ_across, writ_rebuild;

GRANT SELECT (tenant_id, session_id, seq, xid, at, first_receipt, entry_seq, entry_hash, receipt_seq, receipt_hash, closed, decision_id,
  changes, state, outcome, record, receipts) ON log TO writ_across;
GRANT SELECT, INSERT, UPDATE ON sessions, decisions TO writ_across;
GRANT SELECT, INSERT ON receipts, projection_failures TO writ_across;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO writ_across;
GRANT SELECT, UPDATE ON projection_cursor TO writ_across;
GRANT SELECT ON stops, policy_active, revocations TO writ_across;
GRANT DELETE ON sessions, decisions, receipts, projection_failures TO writ_rebuild;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['log', 'sessions', 'decisions', 'receipts', 'projection_failures', 'outbox', 'projection_cursor',
    'stops', 'policy_active', 'revocations'] LOOP
    EXECUTE format('CREATE POLICY every_tenant ON %I TO writ_across USING (true)', name);
  END LOOP;
END $$;

-- Under a tenant's condition an index of JSON is of no use, as its operator is not one that can be trusted to tell nothing.
DROP INDEX waiting_approvers;
CREATE INDEX waiting_of_tenant ON waiting (tenant_id COLLATE "C", deadline);
