-- What the same agent did for the same person lately. The collation keeps every other look-up by tenant away from it.
CREATE INDEX sessions_of_principal ON sessions (tenant_id COLLATE "C", principal, agent_type, opened_at DESC);
