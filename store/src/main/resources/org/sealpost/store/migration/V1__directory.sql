-- Addresses are kept as written and compared by their lower-case key. An address stands once, whatever it is.
CREATE TABLE domain (
    name TEXT PRIMARY KEY
);
CREATE TABLE unit (
    domain TEXT NOT NULL REFERENCES domain (name),
    path TEXT NOT NULL,
    PRIMARY KEY (domain, path)
);
CREATE TABLE entry (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('account', 'group', 'contact')),
    address TEXT NOT NULL,
    display_name TEXT NOT NULL,
    -- what one looks for: name and addresses in lower case
    search_text TEXT NOT NULL,
    organisation TEXT,
    unit TEXT,
    custody TEXT,
    quota_bytes BIGINT,
    enabled INTEGER,
    password_hash TEXT
);
-- Every address that the directory answers to, an account's own and its aliases, so that none is given twice.
CREATE TABLE entry_address (
    key TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    entry_key TEXT NOT NULL REFERENCES entry (key),
    position INTEGER NOT NULL
);
CREATE INDEX entry_address_entry ON entry_address (entry_key);
CREATE TABLE group_member (
    group_key TEXT NOT NULL REFERENCES entry (key),
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (group_key, position)
);
