package org.sealpost.store;

import java.math.BigInteger;
import java.time.Instant;
import org.sealpost.identity.RevocationReason;
import org.sealpost.store.database.Database;

/** Numbers of certificates that an authority signed and that were lost with the machine: they are told as revoked. */
public final class LostSerials {
    private final Database database;

    public LostSerials(Database database) {
        this.database = database;
    }

    /** Revokes a number of which there is no certificate. False if it was revoked before. */
    public boolean revoke(String issuer, BigInteger serial, RevocationReason reason, Instant at) {
        return database.write(Versioned.raised(sql -> sql.update(
                        "INSERT INTO revoked_serial (issuer, serial, revoked_at, revocation_reason) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        issuer,
                        serial.toString(16),
                        at,
                        reason.name())))
                == 1;
    }
}
