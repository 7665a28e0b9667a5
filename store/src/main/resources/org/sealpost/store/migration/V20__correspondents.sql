-- Certificates of people outside, learned from their own signed mail, with what their programs read. Apart from the certificates
-- that administrators chose: these are used only where there are none of those.
CREATE TABLE correspondent (
    address_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    address TEXT NOT NULL,
    der ${blob} NOT NULL,
    ciphers TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    learned_at BIGINT NOT NULL,
    queue_id TEXT NOT NULL,
    PRIMARY KEY (address_key, fingerprint)
);
CREATE INDEX correspondent_fingerprint ON correspondent (fingerprint);
