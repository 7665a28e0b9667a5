-- Whether the sender asks that a message goes over protected ways only (REQUIRETLS, RFC 8689).
ALTER TABLE queue_message ADD COLUMN require_tls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN require_tls INTEGER NOT NULL DEFAULT 0;
