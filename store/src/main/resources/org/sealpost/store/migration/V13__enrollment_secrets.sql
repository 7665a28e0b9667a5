-- Secrets with which devices ask for certificates (CMP, SCEP), sealed (protection.KeyVault) since both sides compute with them.
-- key_id is the key that a secret was used for.
CREATE TABLE enrollment_secret (
    reference TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    template TEXT NOT NULL,
    sealed ${blob} NOT NULL,
    expires BIGINT NOT NULL,
    key_id TEXT
);
