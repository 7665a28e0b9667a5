-- After how many seconds a demand yields to encryption of the message; null for never.
ALTER TABLE hop_setting ADD COLUMN encrypted_after BIGINT;
ALTER TABLE partner ADD COLUMN encrypted_after BIGINT;
-- Since when no connection has had what is demanded for a recipient.
ALTER TABLE queue_recipient ADD COLUMN unproved_at BIGINT;
