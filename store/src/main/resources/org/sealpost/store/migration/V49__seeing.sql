-- Connectors whose sessions an administrator wants written down.
CREATE TABLE logged_connector (
    connector TEXT PRIMARY KEY
);

-- Certificates for the server that an outside authority gave by hand; the chain is empty until it comes. Keys lie in private_key.
CREATE TABLE given_tls (
    key_id TEXT PRIMARY KEY,
    names TEXT NOT NULL,
    chain TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- Which services show one of them; all others show the usual one.
CREATE TABLE given_tls_service (
    service TEXT PRIMARY KEY,
    key_id TEXT NOT NULL
);
