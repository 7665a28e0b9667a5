-- Certificates that people brought along with their keys stand in the table certificate, with owner and key_id and without
-- issuer and serial, since no authority of ours answers for them. What lies above them goes along with signed mail.
CREATE TABLE certificate_chain (
    fingerprint TEXT NOT NULL REFERENCES certificate (fingerprint),
    place INTEGER NOT NULL,
    der ${blob} NOT NULL,
    PRIMARY KEY (fingerprint, place)
);
