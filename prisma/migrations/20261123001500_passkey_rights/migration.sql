-- Whose a passkey is, and its key, are what its receipt says for ever: a process that signs nothing else must not be able to put another
-- key in the place of one that was added.
REVOKE UPDATE ON passkeys FROM writ_app;
GRANT UPDATE (counter, removed_at, removed_by) ON passkeys TO writ_app;
