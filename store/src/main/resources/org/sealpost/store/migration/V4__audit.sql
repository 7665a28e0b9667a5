-- One line for each event; line N names the hash of line N - 1. The head is the one row that says where the chain ends.
CREATE TABLE audit (
    sequence ${number},
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    because TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, sequence);
-- Events that are on disk with the change they tell of and get their place in the chain in a moment (PostgreSQL only).
CREATE TABLE audit_waiting (
    id ${identity},
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    because TEXT NOT NULL
);
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_head (one, sequence, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
