-- What other senders tell about connections to our servers (RFC 8460): one row for each promise that they name in a report. The report is
-- named by a digest of who tells it, under which name, of which domain.
CREATE TABLE tls_report (
    report TEXT NOT NULL,
    section INTEGER NOT NULL,
    domain TEXT NOT NULL,
    organization TEXT NOT NULL,
    report_id TEXT NOT NULL,
    contact TEXT NOT NULL,
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    arrived_at BIGINT NOT NULL,
    signed_by TEXT NOT NULL,
    kind TEXT NOT NULL,
    promised_by TEXT NOT NULL,
    successes BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (report, section)
);
CREATE INDEX tls_report_ends ON tls_report (ends_at);
CREATE TABLE tls_report_failure (
    report TEXT NOT NULL,
    section INTEGER NOT NULL,
    failure INTEGER NOT NULL,
    result TEXT NOT NULL,
    sender TEXT NOT NULL,
    host TEXT NOT NULL,
    address TEXT NOT NULL,
    sessions BIGINT NOT NULL,
    PRIMARY KEY (report, section, failure)
);
