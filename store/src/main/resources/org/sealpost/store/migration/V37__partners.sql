-- Partners with whom mail goes over mutual TLS (Domain Security). Pins and names of servers are words, parted by blanks.
CREATE TABLE partner (
    name TEXT NOT NULL PRIMARY KEY,
    pins TEXT NOT NULL,
    servers TEXT NOT NULL,
    client_usage TEXT NOT NULL,
    revocation TEXT NOT NULL,
    refusal TEXT NOT NULL,
    contact TEXT NOT NULL,
    send_state TEXT NOT NULL,
    receive_state TEXT NOT NULL
);

-- A domain belongs to one partner.
CREATE TABLE partner_domain (
    domain TEXT NOT NULL PRIMARY KEY,
    partner TEXT NOT NULL REFERENCES partner (name),
    place INTEGER NOT NULL
);

CREATE TABLE partner_anchor (
    partner TEXT NOT NULL REFERENCES partner (name),
    fingerprint TEXT NOT NULL,
    place INTEGER NOT NULL,
    subject TEXT NOT NULL,
    not_after BIGINT NOT NULL,
    der ${blob} NOT NULL,
    PRIMARY KEY (partner, fingerprint)
);

-- What came of sessions with them.
CREATE TABLE partner_score (
    partner TEXT NOT NULL REFERENCES partner (name),
    way TEXT NOT NULL,
    good INTEGER NOT NULL,
    last_good BIGINT,
    last_bad BIGINT,
    reason TEXT NOT NULL,
    ends BIGINT,
    PRIMARY KEY (partner, way)
);
