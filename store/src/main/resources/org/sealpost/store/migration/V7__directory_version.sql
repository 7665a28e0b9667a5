-- Raised by every change of the directory or of a certificate, in the same transaction. Who remembers what was read asks for
-- this number first; so nobody is told of a certificate that was revoked, whichever node revoked it.
CREATE TABLE directory_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);
INSERT INTO directory_version (one, version) VALUES (1, 1);
