-- Messages on their way, and who has not got them yet. A leased recipient is due again when the lease runs out.
CREATE TABLE queue_message (
    queue_id TEXT PRIMARY KEY,
    reverse_path TEXT,
    smtp_utf8 INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('submitted', 'received', 'internal')),
    origin_name TEXT NOT NULL,
    tls_version TEXT,
    tls_cipher TEXT,
    received_at BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    content BIGINT NOT NULL,
    -- the earliest of its recipients
    due_at BIGINT NOT NULL
);
CREATE INDEX queue_message_due ON queue_message (due_at);
CREATE INDEX queue_message_received ON queue_message (received_at);
CREATE TABLE queue_recipient (
    queue_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    lease TEXT,
    last_reason TEXT NOT NULL,
    PRIMARY KEY (queue_id, address)
);
CREATE INDEX queue_recipient_lease ON queue_recipient (lease) WHERE lease IS NOT NULL;
-- Under which Message-ID a message came in, so that it is found by people long after it has left the queue.
CREATE TABLE message_name (
    queue_id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX message_name_id ON message_name (message_id, received_at);
CREATE INDEX message_name_received ON message_name (received_at);
