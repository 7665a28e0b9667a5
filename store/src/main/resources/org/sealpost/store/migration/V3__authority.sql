-- Certificates, their keys, and the book of the certification authority.

CREATE TABLE authority (
    name TEXT PRIMARY KEY,
    certificate ${blob} NOT NULL,
    key_id TEXT NOT NULL
);

-- Sealed private keys (protection.KeyVault). Rows are never removed: old mail must open.
CREATE TABLE private_key (
    key_id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    vault_version INTEGER NOT NULL,
    sealed ${blob} NOT NULL,
    created_at BIGINT NOT NULL
);

-- Every certificate the house knows, ours and those of outsiders. The status is kept here and nowhere else: CRL, OCSP and
-- directory read it.
CREATE TABLE certificate (
    fingerprint TEXT PRIMARY KEY,
    der ${blob} NOT NULL,
    source TEXT NOT NULL,
    uses TEXT NOT NULL,
    template TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    key_algorithm TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    status TEXT NOT NULL,
    published INTEGER NOT NULL,
    -- For our own certificates only:
    issuer TEXT,
    serial TEXT,
    key_id TEXT,
    owner TEXT,
    revoked_at BIGINT,
    revocation_reason TEXT,
    added BIGINT NOT NULL,
    UNIQUE (issuer, serial)
);
CREATE INDEX certificate_owner ON certificate (owner);
CREATE INDEX certificate_revoked ON certificate (issuer, revoked_at);

CREATE TABLE certificate_address (
    address_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL REFERENCES certificate (fingerprint),
    address TEXT NOT NULL,
    PRIMARY KEY (address_key, fingerprint)
);
CREATE INDEX certificate_address_fingerprint ON certificate_address (fingerprint);

-- Written before an authority signs. A row without a certificate is the trace of a crash between the two.
CREATE TABLE issuance_intent (
    issuer TEXT NOT NULL,
    serial TEXT NOT NULL,
    subject TEXT NOT NULL,
    template TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    intended_at BIGINT NOT NULL,
    done INTEGER NOT NULL,
    PRIMARY KEY (issuer, serial)
);
CREATE INDEX issuance_intent_open ON issuance_intent (done, intended_at);

CREATE TABLE crl (
    issuer TEXT NOT NULL,
    number BIGINT NOT NULL,
    this_update BIGINT NOT NULL,
    next_update BIGINT NOT NULL,
    der ${blob} NOT NULL,
    PRIMARY KEY (issuer, number)
);

-- Roots of others whom an administrator trusts, each for mail, for TLS or for both.
CREATE TABLE trust_anchor (
    fingerprint TEXT PRIMARY KEY,
    der ${blob} NOT NULL,
    for_mail INTEGER NOT NULL,
    for_tls INTEGER NOT NULL,
    source TEXT NOT NULL,
    added BIGINT NOT NULL
);
