-- The administrators' rules: every version as a whole, the highest is in force.
DROP TABLE encrypt_to;
DROP TABLE rule_version;
CREATE TABLE rule_version (
    version BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    words TEXT NOT NULL,
    rules TEXT NOT NULL
);
-- Since when a recipient waits for a way to encrypt, and what an administrator decided about it.
ALTER TABLE queue_recipient ADD COLUMN held_at BIGINT;
ALTER TABLE queue_recipient ADD COLUMN ruling TEXT;
ALTER TABLE queue_recipient ADD COLUMN ruling_by TEXT;
ALTER TABLE queue_recipient ADD COLUMN ruling_reason TEXT;
-- When it stopped waiting, if delivery was tried and has failed for the time being since.
ALTER TABLE queue_recipient ADD COLUMN released_at BIGINT;
-- Only who waits is in it, so mail that does not wait pays nothing for it.
CREATE INDEX queue_recipient_held ON queue_recipient (held_at) WHERE held_at IS NOT NULL;
