-- Large groups among the recipients of a message: their members take their place later, before anybody gets the message.
ALTER TABLE queue_message ADD COLUMN has_groups INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue_recipient ADD COLUMN is_group INTEGER NOT NULL DEFAULT 0;
