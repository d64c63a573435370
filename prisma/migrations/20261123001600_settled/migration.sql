-- What was settled lately, for telling enforcement points: the receipt of it is the record that it happened.
CREATE INDEX receipts_settled ON receipts (tenant_id, committed_at) WHERE kind = 'resolution';
