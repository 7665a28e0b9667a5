-- The lock under which backups and journals are closed; only its passphrase opens it. One row, or none yet.
CREATE TABLE backup_lock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    public_key ${blob} NOT NULL,
    salt ${blob} NOT NULL,
    memory_kib INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    lanes INTEGER NOT NULL,
    closed_private ${blob} NOT NULL,
    made_at BIGINT NOT NULL
);
-- Backups and drills that were done, and what came of them.
CREATE TABLE backup_run (
    id ${identity},
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'drill', 'restore')),
    at BIGINT NOT NULL,
    good INTEGER NOT NULL,
    file TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    words TEXT NOT NULL
);
-- Numbers that an authority has signed but of which the certificate was lost; CRL and OCSP say that they are revoked.
CREATE TABLE revoked_serial (
    issuer TEXT NOT NULL,
    serial TEXT NOT NULL,
    revoked_at BIGINT NOT NULL,
    revocation_reason TEXT NOT NULL,
    PRIMARY KEY (issuer, serial)
);
