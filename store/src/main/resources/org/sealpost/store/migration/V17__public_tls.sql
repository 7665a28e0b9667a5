-- The account at a public authority (ACME) and the certificate it gave; one row. Private keys lie in private_key.
CREATE TABLE public_tls (
    id INTEGER PRIMARY KEY,
    directory TEXT NOT NULL,
    account_key TEXT NOT NULL,
    chain TEXT NOT NULL,
    renew_at BIGINT,
    failures INTEGER NOT NULL,
    failure TEXT NOT NULL,
    retry_at BIGINT
);
