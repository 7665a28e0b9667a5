-- What was found about the sender of a message from outside, one result of RFC 8601 in a line, and whether it is suspected.
ALTER TABLE queue_message ADD COLUMN sender_results TEXT NOT NULL DEFAULT '';
ALTER TABLE queue_message ADD COLUMN sender_suspected INTEGER NOT NULL DEFAULT 0;
