-- One row of the log for each step: all that it appends to its session. What people query is filled from the log afterwards.

DO $$
BEGIN
  IF EXISTS (SELECT FROM receipts) THEN
    RAISE EXCEPTION 'this database holds receipts of a release before the log: export them with that release, and begin with an empty database';
  END IF;
END $$;
DROP TABLE sessions, entries, receipts, decisions, outbox;

-- seq is how many entries and receipts of the session stand before the row. Each row adds at least one, so two rows that were composed
-- on the same head have the same seq, and the primary key lets one of them in. entry_seq to receipt_hash are the head that it leaves.
-- toast_tuple_target: rows up to 8 KB stay in line, uncompressed; compressing them cost more than writing them.
CREATE TABLE log (
  tenant_id     text        NOT NULL,
  session_id    text        NOT NULL,
  seq           integer     NOT NULL,
  -- The order in which cursors read: transactions, and the rows of each.
  xid           xid8        NOT NULL DEFAULT pg_current_xact_id(),
  place         integer     NOT NULL,
  at            timestamptz NOT NULL DEFAULT clock_timestamp(),
  first_receipt integer     NOT NULL,
  entry_seq     integer     NOT NULL,
  entry_hash    text        NOT NULL,
  receipt_seq   integer     NOT NULL,
  receipt_hash  text        NOT NULL,
  -- Whether the session is closed after it.
  closed        boolean     NOT NULL,
  -- For a row that opens a session: the digest of tenant, principal and agent type, and when.
  opens         text,
  opened_at     timestamptz,
  -- The decision that it makes, or changes, and the state that it leaves it in.
  decision_id   text,
  changes       text,
  state         text        CHECK (state IN ('final', 'pending')),
  outcome       text        CHECK (outcome IN ('awaited', 'completed', 'failed', 'lost_confirmation')),
  deadline      timestamptz,
  -- The session that it opens and the decision as it leaves it, as JSON.
  record        text        NOT NULL,
  -- The RFC 8785 texts that the hashes of entries and the signatures of receipts cover, each after a line that tells of all of them.
  entries       text        NOT NULL,
  receipts      text        NOT NULL,
  PRIMARY KEY (tenant_id, session_id, seq),
  CHECK (state IS NULL OR state = 'final' OR deadline IS NOT NULL),
  CHECK (entry_seq + receipt_seq + 2 > seq)
) WITH (toast_tuple_target = 8160);
-- No look-up of a session can use these, as they hold few rows or begin with something else (see the first migration).
CREATE UNIQUE INDEX log_decision ON log (decision_id, tenant_id) WHERE decision_id IS NOT NULL;
CREATE INDEX log_changes ON log (changes, seq) WHERE changes IS NOT NULL;
CREATE INDEX log_opens ON log (opens, opened_at DESC, session_id DESC) WHERE opens IS NOT NULL;
CREATE INDEX log_cursor ON log (xid);

CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log ENABLE ALWAYS TRIGGER log_append_only;

-- What may be there once. Each is claimed by the statement that appends the row.

-- Keys that callers gave to find their decision again.
CREATE TABLE idempotency_keys (
  tenant_id   text NOT NULL,
  session_id  text NOT NULL,
  key         text NOT NULL,
  decision_id text NOT NULL,
  PRIMARY KEY (session_id, key, tenant_id)
);
-- The one open session of each of a host's own session ids.
CREATE TABLE open_sessions (
  tenant_id       text NOT NULL,
  pep_id          text NOT NULL,
  host_session_id text NOT NULL,
  session_id      text NOT NULL,
  PRIMARY KEY (pep_id, host_session_id, tenant_id)
);
CREATE UNIQUE INDEX open_sessions_session ON open_sessions (session_id, tenant_id);

-- Projections: what can be queried, filled from the log by a cursor. No decision rests on them, and they can be filled anew at any time.

-- What the projections have: all transactions that are visible in this snapshot. One row.
CREATE TABLE projection_cursor (
  tenant_id text        NOT NULL DEFAULT '*',
  snapshot  pg_snapshot NOT NULL,
  PRIMARY KEY (tenant_id)
);
INSERT INTO projection_cursor (snapshot) VALUES ('1:1:');

-- Sessions that are left as they are, because a row of theirs cannot be what was appended: each is to be looked at by a person.
CREATE TABLE projection_failures (
  tenant_id  text        NOT NULL,
  session_id text        NOT NULL,
  message    text        NOT NULL,
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, session_id)
);

-- seq is where the next row of the session goes.
CREATE TABLE sessions (
  tenant_id         text        NOT NULL,
  session_id        text        NOT NULL,
  pep_id            text        NOT NULL,
  host_session_id   text        NOT NULL,
  parent_session_id text,
  agent_type        text        NOT NULL,
  agent_instance    text        NOT NULL,
  principal         text        NOT NULL,
  status            text        NOT NULL,
  opened_at         timestamptz NOT NULL,
  seq               integer     NOT NULL,
  entry_seq         integer     NOT NULL,
  entry_hash        text        NOT NULL,
  receipt_seq       integer     NOT NULL,
  receipt_hash      text        NOT NULL,
  decisions         integer     NOT NULL,
  pending           integer     NOT NULL,
  PRIMARY KEY (tenant_id, session_id)
) WITH (fillfactor = 70);
CREATE INDEX sessions_latest ON sessions (tenant_id COLLATE "C", opened_at DESC, session_id DESC);

-- Where the newest row about a decision is, and what lists choose by.
CREATE TABLE decisions (
  tenant_id        text        NOT NULL,
  decision_id      text        NOT NULL,
  session_id       text        NOT NULL,
  seq              integer     NOT NULL,
  state            text        NOT NULL,
  deadline         timestamptz,
  outcome          text,
  outcome_deadline timestamptz,
  initial_result   text        NOT NULL,
  -- For what waits: `STEP_UP` or `DEFER`, a digest of what people are asked, and when backups may answer as well.
  waits_for        text,
  asks             text,
  escalates_at     timestamptz,
  -- When a resolution settled it.
  settled_at       timestamptz,
  PRIMARY KEY (tenant_id, decision_id)
) WITH (fillfactor = 80);
CREATE INDEX decisions_of_session ON decisions (session_id, decision_id DESC);
CREATE INDEX decisions_pending ON decisions (tenant_id COLLATE "C", deadline) WHERE state = 'pending';
-- The sweeper's, across tenants.
CREATE INDEX decisions_overdue ON decisions (deadline) WHERE state = 'pending';
CREATE INDEX decisions_outcome_overdue ON decisions (outcome_deadline) WHERE outcome = 'awaited';
-- What was settled lately, for telling enforcement points.
CREATE INDEX decisions_settled ON decisions (tenant_id, settled_at) WHERE settled_at IS NOT NULL;

-- Which receipts there are; log_seq is the row that holds it.
CREATE TABLE receipts (
  tenant_id   text        NOT NULL,
  session_id  text        NOT NULL,
  seq         integer     NOT NULL,
  log_seq     integer     NOT NULL,
  receipt_id  text        NOT NULL,
  decision_id text,
  kind        text        NOT NULL,
  issued_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, session_id, seq)
);
CREATE UNIQUE INDEX receipts_id ON receipts (receipt_id, tenant_id);

-- Wake-ups for decisions that wait: a queue that the projection fills and the worker empties.
CREATE TABLE outbox (
  tenant_id   text        NOT NULL,
  decision_id text        NOT NULL,
  due_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, decision_id)
);

-- The decision path adds rows and reads them. Their transaction and their time are the database's to say.
GRANT SELECT ON log TO writ_app;
GRANT INSERT (tenant_id, session_id, seq, place, first_receipt, entry_seq, entry_hash, receipt_seq, receipt_hash, closed, opens, opened_at,
  decision_id, changes, state, outcome, deadline, record, entries, receipts) ON log TO writ_app;
GRANT SELECT, INSERT ON idempotency_keys TO writ_app;
GRANT SELECT, INSERT, DELETE ON open_sessions TO writ_app;
-- Any process of it may bring the projections up to date before it reads them; none can empty them.
GRANT SELECT, UPDATE ON projection_cursor TO writ_app;
GRANT SELECT, INSERT, UPDATE ON sessions, decisions TO writ_app;
GRANT SELECT, INSERT ON receipts, projection_failures TO writ_app;
-- UPDATE is what FOR UPDATE asks for: a row is locked before it is taken.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO writ_app;

GRANT SELECT ON log, idempotency_keys, open_sessions, projection_cursor, projection_failures, sessions, decisions, receipts TO writ_audit;
GRANT SELECT ON receipts TO writ_erase;
