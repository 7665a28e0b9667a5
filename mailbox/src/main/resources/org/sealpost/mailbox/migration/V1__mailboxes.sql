-- Folders of accounts and groups, and which message lies where. The bytes lie in the content store (room store).
-- Times are milliseconds since 1970. Nothing here is a table for each user.
CREATE TABLE mailbox (
    id ${identity},
    namespace TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    uid_validity BIGINT NOT NULL,
    last_uid BIGINT NOT NULL DEFAULT 0,
    modseq BIGINT NOT NULL DEFAULT 0,
    UNIQUE (namespace, owner, name)
);

-- A message as all its copies share it.
CREATE TABLE mailbox_message (
    id ${number},
    thread BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    body_start INTEGER NOT NULL,
    text_lines BIGINT,
    -- encrypted: what its MIME header says, such as the name of a file
    properties ${blob} NOT NULL,
    content BIGINT NOT NULL
);

-- A message in a folder. Keywords are IMAP atoms, so a space parts them.
CREATE TABLE mailbox_entry (
    mailbox BIGINT NOT NULL REFERENCES mailbox (id),
    uid BIGINT NOT NULL,
    message BIGINT NOT NULL REFERENCES mailbox_message (id),
    modseq BIGINT NOT NULL,
    flags INTEGER NOT NULL,
    keywords TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (mailbox, uid)
) ${clustered};
CREATE INDEX mailbox_entry_message ON mailbox_entry (message);
-- 32 is \Seen, 16 is \Recent, 2 is \Deleted.
CREATE INDEX mailbox_entry_unseen ON mailbox_entry (mailbox, uid) WHERE (flags & 32) = 0;
CREATE INDEX mailbox_entry_recent ON mailbox_entry (mailbox, uid) WHERE (flags & 16) <> 0;
CREATE INDEX mailbox_entry_deleted ON mailbox_entry (mailbox, uid) WHERE (flags & 2) <> 0;

-- Keywords that were ever used in a folder: IMAP's applicable flags do not shrink while a client looks.
CREATE TABLE mailbox_keyword (
    mailbox BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    PRIMARY KEY (mailbox, keyword)
);

-- Who else may use a folder, RFC 4314.
CREATE TABLE mailbox_acl (
    mailbox BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    entry TEXT NOT NULL,
    rights TEXT NOT NULL,
    PRIMARY KEY (mailbox, entry)
);
CREATE INDEX mailbox_acl_entry ON mailbox_acl (entry);

CREATE TABLE mailbox_annotation (
    mailbox BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (mailbox, name)
);

CREATE TABLE mailbox_subscription (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (owner, name)
);

-- What an account uses, kept in the transactions that add and remove messages.
CREATE TABLE mailbox_usage (
    owner TEXT PRIMARY KEY,
    messages BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);

-- Deliveries that were done, so that a crash between delivery and queue does not show a mail twice.
CREATE TABLE mailbox_delivery (
    delivery TEXT NOT NULL,
    owner TEXT NOT NULL,
    delivered_at BIGINT NOT NULL,
    PRIMARY KEY (delivery, owner)
) ${clustered};

-- The next block of message numbers that a node may take for itself.
CREATE TABLE mailbox_number (
    name TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);
INSERT INTO mailbox_number (name, next) VALUES ('message', 1);
