-- Accounts into which nobody logs in, since several people share them; who they are, people and groups, and what each may do.
CREATE TABLE shared_mailbox (
    mailbox TEXT PRIMARY KEY,
    address TEXT NOT NULL
);
CREATE TABLE shared_member (
    mailbox TEXT NOT NULL REFERENCES shared_mailbox (mailbox),
    member TEXT NOT NULL,
    address TEXT NOT NULL,
    rights TEXT NOT NULL,
    PRIMARY KEY (mailbox, member)
);
-- The data keys of their private keys, closed to the certificate of each member. taken_at: when the member was given the key
-- to take along, 0 if never.
CREATE TABLE key_member (
    key_id TEXT NOT NULL REFERENCES private_key (key_id),
    member TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    closed ${blob} NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (key_id, member)
);
