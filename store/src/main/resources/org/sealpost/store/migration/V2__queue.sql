-- Messages on their way, and who has not got them yet. A leased recipient is due again when the lease runs out. Names of
-- messages start with the time, so their order is that in which they came. Every index is written for every message: what
-- is asked only now and then has none.
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
) ${clustered};
CREATE INDEX queue_message_due ON queue_message (due_at);
CREATE TABLE queue_recipient (
    queue_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    lease TEXT,
    last_reason TEXT NOT NULL,
    PRIMARY KEY (queue_id, address)
) ${clustered};
-- Under which Message-ID a message came in, so that it is found by people long after it has left the queue.
CREATE TABLE message_name (
    message_id TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, queue_id)
) ${clustered};
