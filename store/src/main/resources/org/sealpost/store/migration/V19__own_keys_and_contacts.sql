-- Certificates that people brought along with their keys stand in the table certificate, with owner and key_id and without
-- issuer and serial, since no authority of ours answers for them. What lies above them goes along with signed mail.
CREATE TABLE certificate_chain (
    fingerprint TEXT NOT NULL REFERENCES certificate (fingerprint),
    place INTEGER NOT NULL,
    der ${blob} NOT NULL,
    PRIMARY KEY (fingerprint, place)
);

-- What one person knows of people outside, for that person's own mail only. Apart from all other contacts and certificates, so
-- that nothing of it is found by anybody else. It goes with the person.
CREATE TABLE private_contact (
    owner_key TEXT NOT NULL,
    address_key TEXT NOT NULL,
    owner TEXT NOT NULL,
    address TEXT NOT NULL,
    display_name TEXT NOT NULL,
    organisation TEXT,
    PRIMARY KEY (owner_key, address_key)
);
CREATE TABLE private_certificate (
    owner_key TEXT NOT NULL,
    address_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    der ${blob} NOT NULL,
    source TEXT NOT NULL,
    uses TEXT NOT NULL,
    key_algorithm TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    PRIMARY KEY (owner_key, address_key, fingerprint),
    FOREIGN KEY (owner_key, address_key) REFERENCES private_contact (owner_key, address_key)
);
