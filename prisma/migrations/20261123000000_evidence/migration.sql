-- The decision path's tables. Every key begins with tenant_id. There are no foreign keys: the one statement that writes
-- these tables moves the session's head first and inserts only for sessions whose head it moved.
--
-- Plans are made while the tables are empty, when every usable index looks equally good, so each lookup must have only
-- one it can use: secondary indexes begin with what identifies the row and have tenant_id last, or as COLLATE "C", which
-- only a query that says so matches.

CREATE TABLE sessions (
  tenant_id         text        NOT NULL,
  session_id        text        NOT NULL,
  pep_id            text        NOT NULL,
  host_session_id   text        NOT NULL,
  parent_session_id text,
  agent_type        text        NOT NULL,
  agent_instance    text        NOT NULL,
  principal         text        NOT NULL,
  status            text        NOT NULL CHECK (status IN ('open', 'closed')),
  opened_at         timestamptz NOT NULL,
  entry_seq         integer     NOT NULL,
  entry_hash        text        NOT NULL,
  receipt_seq       integer     NOT NULL,
  receipt_hash      text        NOT NULL,
  decisions         integer     NOT NULL DEFAULT 0,
  pending           integer     NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, session_id)
) WITH (fillfactor = 70);
-- One open session for each of a host's own session ids.
CREATE UNIQUE INDEX sessions_open_host ON sessions (pep_id, host_session_id, tenant_id) WHERE status = 'open';
CREATE INDEX sessions_latest ON sessions (tenant_id COLLATE "C", opened_at DESC, session_id DESC);

-- body is the RFC 8785 text that hash covers.
CREATE TABLE entries (
  tenant_id  text        NOT NULL,
  session_id text        NOT NULL,
  seq        integer     NOT NULL,
  kind       text        NOT NULL,
  at         timestamptz NOT NULL,
  body       text        NOT NULL,
  prev_hash  text        NOT NULL,
  hash       text        NOT NULL,
  PRIMARY KEY (tenant_id, session_id, seq)
) WITH (toast_tuple_target = 8160);

-- payload is the RFC 8785 text that signature covers. toast_tuple_target: rows up to 8 KB stay in line, uncompressed;
-- compressing them cost more than writing them.
CREATE TABLE receipts (
  tenant_id    text        NOT NULL,
  session_id   text        NOT NULL,
  seq          integer     NOT NULL,
  receipt_id   text        NOT NULL,
  decision_id  text,
  kind         text        NOT NULL,
  issued_at    timestamptz NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  payload      text        NOT NULL,
  protected    text        NOT NULL,
  signature    text        NOT NULL,
  PRIMARY KEY (tenant_id, session_id, seq)
) WITH (toast_tuple_target = 8160);
CREATE UNIQUE INDEX receipts_id ON receipts (receipt_id, tenant_id);
CREATE INDEX receipts_decision ON receipts (decision_id, tenant_id) WHERE decision_id IS NOT NULL;

-- What receipts commit to by salted hash, joined by '~'. May be erased; the receipts stay verifiable.
CREATE TABLE disclosures (
  tenant_id   text    NOT NULL,
  session_id  text    NOT NULL,
  receipt_seq integer NOT NULL,
  body        text    NOT NULL,
  PRIMARY KEY (tenant_id, session_id, receipt_seq)
) WITH (toast_tuple_target = 8160);

CREATE TABLE decisions (
  tenant_id        text    NOT NULL,
  decision_id      text    NOT NULL,
  session_id       text    NOT NULL,
  -- seq of the session's last receipt when this was decided: the order within the session.
  receipt_seq      integer NOT NULL,
  idempotency_key  text    NOT NULL,
  request_digest   text    NOT NULL,
  state            text    NOT NULL CHECK (state IN ('final', 'pending')),
  deadline         timestamptz,
  outcome          text    CHECK (outcome IN ('awaited', 'completed', 'failed', 'lost_confirmation')),
  outcome_deadline timestamptz,
  answer           text    NOT NULL,
  suspended        text,
  PRIMARY KEY (tenant_id, decision_id),
  CHECK (state = 'final' OR deadline IS NOT NULL)
) WITH (fillfactor = 80, toast_tuple_target = 8160);
CREATE UNIQUE INDEX decisions_key ON decisions (session_id, idempotency_key, tenant_id);
CREATE INDEX decisions_pending ON decisions (tenant_id COLLATE "C", deadline) WHERE state = 'pending';
-- The sweeper's, across tenants.
CREATE INDEX decisions_overdue ON decisions (deadline) WHERE state = 'pending';
CREATE INDEX decisions_outcome_overdue ON decisions (outcome_deadline) WHERE outcome = 'awaited';

CREATE TABLE outbox (
  tenant_id   text        NOT NULL,
  decision_id text        NOT NULL,
  due_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, decision_id)
);

CREATE TABLE peps (
  tenant_id      text        NOT NULL,
  pep_id         text        NOT NULL,
  secret_hash    text        NOT NULL,
  agent_id       text        NOT NULL,
  agent_instance text        NOT NULL,
  host           text        NOT NULL,
  created_at     timestamptz NOT NULL,
  revoked_at     timestamptz,
  PRIMARY KEY (tenant_id, pep_id)
);

-- Signing keys of the whole deployment have the tenant '*'.
CREATE TABLE keys (
  tenant_id      text        NOT NULL DEFAULT '*',
  kid            text        NOT NULL,
  jwk            text        NOT NULL,
  valid_from     timestamptz NOT NULL,
  valid_until    timestamptz,
  status         text        NOT NULL CHECK (status IN ('active', 'retired', 'revoked')),
  compromised_at timestamptz,
  PRIMARY KEY (tenant_id, kid)
);

-- One row that readiness writes, to know that a write would be durable right now.
CREATE TABLE heartbeat (
  tenant_id text        NOT NULL DEFAULT '*',
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);

-- Evidence is only ever added to, whoever asks: grants stop the roles below, this stops the owner's slip as well.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of `%` are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER receipts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_append_only;
ALTER TABLE receipts ENABLE ALWAYS TRIGGER receipts_append_only;
