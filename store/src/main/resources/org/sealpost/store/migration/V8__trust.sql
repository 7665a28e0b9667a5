-- Whom the organisation trusts within which limits, whom it never trusts, and what it knows about revocation by others.

ALTER TABLE trust_anchor ADD COLUMN only_names TEXT NOT NULL DEFAULT '';
ALTER TABLE trust_anchor ADD COLUMN policies TEXT NOT NULL DEFAULT '';
ALTER TABLE trust_anchor ADD COLUMN until BIGINT;
ALTER TABLE trust_anchor ADD COLUMN reader TEXT;
ALTER TABLE trust_anchor ADD COLUMN revocation TEXT NOT NULL DEFAULT 'SOFT';
ALTER TABLE trust_anchor ADD COLUMN lenient INTEGER NOT NULL DEFAULT 0;

-- They help to build paths and are not trusted by themselves.
CREATE TABLE intermediate (
    fingerprint TEXT PRIMARY KEY,
    der ${blob} NOT NULL,
    source TEXT NOT NULL,
    added BIGINT NOT NULL
);

-- Certificates and keys that are never trusted, whatever else speaks for them.
CREATE TABLE distrusted (
    kind TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (kind, fingerprint)
);

-- CRLs of others: fetched ones, and apart from them (manual) those that a person brought. One for each issuer, scope and kind.
CREATE TABLE foreign_crl (
    fingerprint TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    issuer_key TEXT NOT NULL,
    scope TEXT NOT NULL,
    number TEXT NOT NULL,
    this_update BIGINT NOT NULL,
    next_update BIGINT NOT NULL,
    manual INTEGER NOT NULL,
    source TEXT NOT NULL,
    entries INTEGER NOT NULL,
    added BIGINT NOT NULL,
    der ${blob} NOT NULL
);
CREATE UNIQUE INDEX foreign_crl_place ON foreign_crl (issuer_key, scope, manual);
