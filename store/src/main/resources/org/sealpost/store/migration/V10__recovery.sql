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
-- Under what the data key of a private key lies. Without the service's lid the server cannot open the key.
CREATE TABLE key_lid (
    key_id TEXT NOT NULL REFERENCES private_key (key_id),
    lid TEXT NOT NULL CHECK (lid IN ('service', 'user')),
    sealed ${blob} NOT NULL,
    salt ${blob},
    PRIMARY KEY (key_id, lid)
);
-- The data key in shares, each closed to a recovery agent's certificate; so many are needed to get it back.
CREATE TABLE key_share (
    key_id TEXT NOT NULL REFERENCES private_key (key_id),
    place INTEGER NOT NULL,
    need INTEGER NOT NULL,
    agent TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    commitment ${blob} NOT NULL,
    closed ${blob} NOT NULL,
    PRIMARY KEY (key_id, place)
);
CREATE TABLE recovery_agent (
    id ${identity},
    fingerprint TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    der ${blob} NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE TABLE recovery_terms (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    need INTEGER NOT NULL,
    auditors TEXT NOT NULL
);
-- Recoveries; the sealed key and the approvals are there only while one is open.
CREATE TABLE recovery_ceremony (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    requester TEXT NOT NULL,
    reason TEXT NOT NULL,
    ticket TEXT NOT NULL,
    state TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    der ${blob} NOT NULL,
    sealed ${blob}
);
CREATE TABLE recovery_approval (
    ceremony TEXT NOT NULL REFERENCES recovery_ceremony (id),
    fingerprint TEXT NOT NULL,
    key_id TEXT NOT NULL,
    closed ${blob} NOT NULL,
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (ceremony, fingerprint, key_id)
);
