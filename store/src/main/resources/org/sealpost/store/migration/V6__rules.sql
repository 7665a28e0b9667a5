-- Recipients to whom mail is encrypted or refused, and the version that each change raises.
CREATE TABLE encrypt_to (
    pattern TEXT PRIMARY KEY
);
CREATE TABLE rule_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);
INSERT INTO rule_version (one, version) VALUES (1, 0);
