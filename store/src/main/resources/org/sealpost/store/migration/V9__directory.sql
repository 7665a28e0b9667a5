-- Machines and services that get certificates; each DNS name belongs to one of them.
CREATE TABLE computer (
    host_name TEXT PRIMARY KEY,
    domain TEXT NOT NULL REFERENCES domain (name),
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    enabled INTEGER NOT NULL
);
CREATE INDEX computer_unit ON computer (domain, unit);
CREATE TABLE computer_name (
    dns_name TEXT PRIMARY KEY,
    host_name TEXT NOT NULL REFERENCES computer (host_name),
    position INTEGER NOT NULL
);
CREATE INDEX computer_name_host ON computer_name (host_name);

-- What address books tell of a person beside the name.
ALTER TABLE entry ADD COLUMN given_name TEXT;
ALTER TABLE entry ADD COLUMN surname TEXT;
ALTER TABLE entry ADD COLUMN title TEXT;
ALTER TABLE entry ADD COLUMN department TEXT;
ALTER TABLE entry ADD COLUMN telephone TEXT;

-- What of a domain outsiders are shown, and whether its people publish certificates of their own; nothing without a row.
CREATE TABLE publication (
    domain TEXT PRIMARY KEY REFERENCES domain (name),
    page INTEGER NOT NULL,
    ldap INTEGER NOT NULL,
    own_certificates INTEGER NOT NULL
);

-- Other directories from which people are taken, and under which address each of their entries is known here.
CREATE TABLE sync_source (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    trust_file TEXT,
    bind_dn TEXT NOT NULL,
    password_file TEXT NOT NULL,
    base TEXT NOT NULL,
    filter TEXT NOT NULL,
    preset TEXT NOT NULL,
    vanish_percent INTEGER NOT NULL,
    login INTEGER NOT NULL,
    write_back INTEGER NOT NULL,
    watermark TEXT NOT NULL,
    last_run BIGINT,
    last_full BIGINT,
    outcome TEXT NOT NULL
);
CREATE TABLE sync_link (
    source TEXT NOT NULL REFERENCES sync_source (name),
    id TEXT NOT NULL,
    address_key TEXT NOT NULL,
    address TEXT NOT NULL,
    dn TEXT NOT NULL,
    PRIMARY KEY (source, id)
);
CREATE INDEX sync_link_address ON sync_link (address_key);
