-- OpenPGP keys of people, ours and those of outsiders. The secret halves of ours lie in private_key under key_id.
CREATE TABLE openpgp_key (
    fingerprint TEXT PRIMARY KEY,
    bytes ${blob} NOT NULL,
    version INTEGER NOT NULL,
    uses TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    authenticated INTEGER NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    status TEXT NOT NULL,
    vouching TEXT NOT NULL,
    source TEXT NOT NULL,
    owner TEXT,
    key_id TEXT,
    added BIGINT NOT NULL
);
CREATE INDEX openpgp_key_owner ON openpgp_key (owner);
CREATE TABLE openpgp_address (
    address_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL REFERENCES openpgp_key (fingerprint) ON DELETE CASCADE,
    address TEXT NOT NULL,
    PRIMARY KEY (address_key, fingerprint)
);
CREATE INDEX openpgp_address_fingerprint ON openpgp_address (fingerprint);
-- Ids of primary keys and subkeys, as signatures name them.
CREATE TABLE openpgp_key_id (
    key_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL REFERENCES openpgp_key (fingerprint) ON DELETE CASCADE,
    PRIMARY KEY (key_id, fingerprint)
);
CREATE INDEX openpgp_key_id_fingerprint ON openpgp_key_id (fingerprint);
-- What the organisation wants of OpenPGP; one row, or none as long as nobody changed anything.
CREATE TABLE openpgp_settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    openpgp_first INTEGER NOT NULL,
    autocrypt INTEGER NOT NULL,
    learn INTEGER NOT NULL,
    ask_domains INTEGER NOT NULL,
    publish INTEGER NOT NULL,
    version INTEGER NOT NULL
);
