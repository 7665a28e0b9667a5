-- What senders want to be told of their messages (RFC 3461), as org.sealpost.store.WishText writes it; nothing for most.
ALTER TABLE queue_message ADD COLUMN report TEXT;
ALTER TABLE queue_recipient ADD COLUMN report TEXT;
ALTER TABLE quarantine ADD COLUMN report TEXT;
