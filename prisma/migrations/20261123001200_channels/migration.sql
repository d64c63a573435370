-- A message that can be answered where it stands shows how the question ended, however it was answered.
ALTER TABLE deliveries
  -- What names the message to its channel; null where it cannot be changed.
  ADD COLUMN message         text,
  ADD COLUMN shows           text CHECK (shows IN ('open', 'closed', 'stuck')),
  ADD COLUMN update_attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN update_at       timestamptz;
CREATE INDEX deliveries_open ON deliveries (channel, update_at) WHERE shows = 'open';

-- Every click that was taken: one that comes again is refused by every process.
CREATE TABLE channel_clicks (
  channel  text        NOT NULL,
  click_id text        NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (channel, click_id)
);
GRANT SELECT, INSERT ON channel_clicks TO writ_app;
GRANT SELECT ON channel_clicks TO writ_audit;
