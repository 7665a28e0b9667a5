-- Connections to other servers, counted for reports to their domains (RFC 8460). The day counts from 1970; lists are parted by
-- lines. The digest is over all columns behind it but the number; what was as promised has no result.
CREATE TABLE tls_session (
    day BIGINT NOT NULL,
    domain TEXT NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    promised_by TEXT NOT NULL,
    promise TEXT NOT NULL,
    hosts TEXT NOT NULL,
    host TEXT NOT NULL,
    local_address TEXT NOT NULL,
    remote_address TEXT NOT NULL,
    result TEXT,
    sessions BIGINT NOT NULL,
    PRIMARY KEY (day, domain, digest)
) ${clustered};
-- Reports that wait for a web server.
CREATE TABLE tls_posting (
    report_id TEXT NOT NULL,
    address TEXT NOT NULL,
    domain TEXT NOT NULL,
    report TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    given_up_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, address)
);
