package org.sealpost.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.identity.EnrollmentSecrets;
import org.sealpost.mail.Change;
import org.sealpost.protection.KeyVault;
import org.sealpost.store.database.Database;

/** The secrets of devices that are to enrol, each sealed under the vault. */
public final class EnrollmentSecretStore implements EnrollmentSecrets {
    private static final String PURPOSE = "enrollment-secrets";

    private final Database database;
    private final KeyVault vault;

    public EnrollmentSecretStore(Database database, KeyVault vault) {
        this.database = database;
        this.vault = vault;
    }

    @Override
    public Change putting(EnrollmentSecret secret, Instant now) {
        byte[] sealed = vault.seal(PURPOSE, secret.reference(), secret.secret().getBytes(StandardCharsets.UTF_8));
        return () -> database.write(sql -> {
            sql.update("DELETE FROM enrollment_secret WHERE expires < ?", now);
            return sql.update(
                    "INSERT INTO enrollment_secret (reference, owner, template, sealed, expires, key_id)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    secret.reference(),
                    secret.owner(),
                    secret.template(),
                    sealed,
                    secret.expires(),
                    secret.key());
        });
    }

    @Override
    public Optional<EnrollmentSecret> find(String reference) {
        return database.read(sql -> sql.one(
                "SELECT reference, owner, template, sealed, expires, key_id FROM enrollment_secret WHERE reference = ?",
                this::secret,
                reference));
    }

    private EnrollmentSecret secret(ResultSet row) throws SQLException {
        String reference = row.getString(1);
        return new EnrollmentSecret(
                reference,
                row.getString(2),
                row.getString(3),
                new String(vault.open(PURPOSE, reference, row.getBytes(4)), StandardCharsets.UTF_8),
                Instant.ofEpochMilli(row.getLong(5)),
                Optional.ofNullable(row.getString(6)));
    }

    @Override
    public boolean use(String reference, String keyId) {
        return database.write(sql -> sql.update(
                        "UPDATE enrollment_secret SET key_id = ? WHERE reference = ? AND (key_id IS NULL OR key_id = ?)",
                        keyId,
                        reference,
                        keyId))
                > 0;
    }
}
