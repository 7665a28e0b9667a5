-- A list of revoked certificates is read from the index alone and in the order of time; the certificates that are good,
-- nearly all, have no part in it.
DROP INDEX certificate_revoked;
CREATE INDEX certificate_revoked ON certificate (issuer, revoked_at, not_after, serial, revocation_reason)
    WHERE revoked_at IS NOT NULL;
CREATE INDEX revoked_serial_time ON revoked_serial (issuer, revoked_at, serial, revocation_reason);
DROP INDEX certificate_released;
CREATE INDEX certificate_released ON certificate (issuer, released_at) WHERE released_at IS NOT NULL;
