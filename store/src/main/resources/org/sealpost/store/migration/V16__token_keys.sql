-- Keys of authorities that lie in a PKCS #11 token (pki.TokenKeyBook): where, and their public half (SubjectPublicKeyInfo).
CREATE TABLE token_key (
    key_id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    token TEXT NOT NULL,
    label TEXT NOT NULL,
    public_key ${blob} NOT NULL,
    created_at BIGINT NOT NULL
);

-- Before a certificate is signed its key is looked up: whose was it, and was it ever compromised?
CREATE INDEX certificate_key ON certificate (key_id);
