package org.sealpost.store;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.sealpost.pki.TrustAnchors;
import org.sealpost.store.database.Database;

/** The roots of others that the organisation trusts. */
public final class TrustStore implements TrustAnchors {
    private final Database database;
    private final Clock clock;

    public TrustStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Anchor> anchors() {
        return database.read(sql -> sql.list(
                "SELECT der, for_mail, for_tls, source FROM trust_anchor ORDER BY added, fingerprint",
                row -> new Anchor(row.getBytes(1), row.getInt(2) == 1, row.getInt(3) == 1, row.getString(4))));
    }

    @Override
    public void trust(Anchor anchor) {
        TrustAnchors.requireRoot(Pem.certificate(anchor.certificate()), clock.instant());
        String fingerprint = fingerprint(anchor.certificate());
        database.write(sql -> {
            sql.update("DELETE FROM trust_anchor WHERE fingerprint = ?", fingerprint);
            return sql.update(
                    "INSERT INTO trust_anchor (fingerprint, der, for_mail, for_tls, source, added)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    fingerprint,
                    anchor.certificate(),
                    anchor.forMail(),
                    anchor.forTls(),
                    anchor.source(),
                    clock.instant());
        });
    }

    @Override
    public boolean distrust(String fingerprint) {
        return database.write(sql -> sql.update("DELETE FROM trust_anchor WHERE fingerprint = ?", fingerprint)) == 1;
    }

    private static String fingerprint(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
