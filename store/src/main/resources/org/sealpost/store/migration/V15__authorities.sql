-- Authorities: an entry for each key of each, so that one that was rolled over has several entries in a line.
DROP TABLE authority;
CREATE TABLE authority (
    name TEXT PRIMARY KEY,
    line TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    key_id TEXT NOT NULL,
    key_here INTEGER NOT NULL,
    scheme TEXT NOT NULL,
    place INTEGER NOT NULL,
    crl_floor BIGINT NOT NULL,
    refuses_unknown INTEGER NOT NULL
);
-- Certificates over those keys, and those that an authority gave to others (pki.AuthorityRecord).
CREATE TABLE authority_certificate (
    fingerprint TEXT NOT NULL,
    authority TEXT NOT NULL REFERENCES authority (name) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    der ${blob} NOT NULL,
    PRIMARY KEY (authority, fingerprint)
);

-- The newest complete list of each authority, and the newest list of changes.
DROP TABLE crl;
CREATE TABLE crl (
    issuer TEXT NOT NULL,
    delta INTEGER NOT NULL,
    number BIGINT NOT NULL,
    -- Complete lists that may still be in use, number:milliseconds each, the oldest first.
    bases TEXT NOT NULL,
    this_update BIGINT NOT NULL,
    next_update BIGINT NOT NULL,
    der ${blob} NOT NULL,
    PRIMARY KEY (issuer, delta)
);

-- When a certificate on hold counted again; lists of changes tell it.
ALTER TABLE certificate ADD COLUMN released_at BIGINT;
CREATE INDEX certificate_released ON certificate (issuer, released_at);

-- Numbers that an authority signed before the house knew it. The certificates themselves are with their holders.
CREATE TABLE adopted_serial (
    issuer TEXT NOT NULL,
    serial TEXT NOT NULL,
    subject TEXT NOT NULL,
    not_after BIGINT,
    PRIMARY KEY (issuer, serial)
);
