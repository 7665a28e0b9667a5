-- What lists of messages show of a message, encrypted: envelope, structure and the header fields that clients ask for.
-- NULL until somebody asks, for messages that came before this column or are long; no bytes at all if it cannot be kept.
ALTER TABLE mailbox_message ADD COLUMN listing ${blob};
