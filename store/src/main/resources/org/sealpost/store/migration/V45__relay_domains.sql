-- Domains whose mailboxes lie on servers behind this one; hosts (name:port) and senders (addresses) are parted by spaces.
CREATE TABLE relay_domain (
    domain TEXT PRIMARY KEY,
    hosts TEXT NOT NULL,
    verified INTEGER NOT NULL,
    senders TEXT NOT NULL
);
