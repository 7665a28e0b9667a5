-- Messages that were put aside, as they came, and who let one go on. The same message may be put aside for several groups of
-- recipients, each under a number of its own.
CREATE TABLE quarantine (
    id TEXT PRIMARY KEY,
    queue_id TEXT NOT NULL,
    reverse_path TEXT,
    recipients TEXT NOT NULL,
    smtp_utf8 INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('submitted', 'received')),
    origin_name TEXT NOT NULL,
    sender_results TEXT NOT NULL,
    sender_suspected INTEGER NOT NULL,
    tls_version TEXT,
    tls_cipher TEXT,
    received_at BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    content BIGINT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    because TEXT NOT NULL,
    released_as TEXT,
    released_by TEXT,
    released_reason TEXT
);
CREATE INDEX quarantine_until ON quarantine (until);
CREATE INDEX quarantine_released ON quarantine (released_as) WHERE released_as IS NOT NULL;
