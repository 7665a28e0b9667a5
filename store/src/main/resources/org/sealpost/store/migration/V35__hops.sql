-- What administrators demand of connections to a domain (wish), or let pass for a while (exempt).
CREATE TABLE hop_setting (
    domain TEXT PRIMARY KEY,
    wish TEXT,
    exempt_until BIGINT,
    exempt_reason TEXT
);
-- How the last delivery to a domain was protected (sent = 1), and why the last one that was not made was not (sent = 0).
CREATE TABLE hop_last (
    domain TEXT NOT NULL,
    sent INTEGER NOT NULL,
    noted_at BIGINT NOT NULL,
    host TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (domain, sent)
);
-- What domains said about their servers (MTA-STS, RFC 8461); hosts are parted by spaces.
CREATE TABLE sts_policy (
    domain TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    mode TEXT NOT NULL,
    hosts TEXT NOT NULL,
    max_age_seconds BIGINT NOT NULL,
    fetched_at BIGINT NOT NULL
);
