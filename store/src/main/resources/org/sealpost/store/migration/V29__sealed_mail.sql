-- Which messages came encrypted to whom; the Message-ID as a hash. It goes with the person.
CREATE TABLE sealed_mail (
    owner TEXT NOT NULL,
    message_id TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (owner, message_id)
);
CREATE INDEX sealed_mail_time ON sealed_mail (owner, noted_at);
