package org.sealpost.store.copy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/**
 * Puts single rows of the certificate book that are younger than a backup beside what the backup had. It may be done twice, and a
 * revocation is never undone.
 */
public final class RowMerge implements RowSink {
    private static final String AUTHORITY = "authority";
    private static final String OPENPGP = "openpgp_key";

    /** Rows that point to others come behind them in a record. */
    private static final Set<String> TABLES = Set.of(
            "issuance_intent",
            "certificate",
            "certificate_address",
            "certificate_chain",
            "private_key",
            "key_lid",
            "key_share",
            "key_member",
            OPENPGP,
            "openpgp_address",
            "openpgp_key_id",
            "token_key",
            "revoked_serial",
            AUTHORITY,
            "authority_certificate");

    private static final Set<String> WHOLE = Set.of("key_lid", "key_share", "key_member");
    private static final Set<String> CHANGING =
            Set.of("status", "published", "revoked_at", "revocation_reason", "owner", "key_id");

    private final Database database;
    private final Set<String> issued = new LinkedHashSet<>();
    private final Set<String> revoked = new LinkedHashSet<>();
    private String table = "";
    private List<String> columns = List.of();
    private String keyId = "";
    private boolean changesCount;

    public RowMerge(Database database) {
        this.database = database;
    }

    /** Whether what follows is younger than the backup, so that a certificate of the backup takes the status that it tells. */
    public void younger(boolean younger) {
        changesCount = younger;
        keyId = "";
    }

    /** Numbers of certificates that the backup did not have, {@code issuer serial}, in the order of their issue. */
    public Set<String> issued() {
        return issued;
    }

    /** Numbers of certificates that were not revoked in the backup, or not in it, and are now. */
    public Set<String> revoked() {
        return revoked;
    }

    @Override
    public void table(String name, List<String> found) {
        if (!TABLES.contains(name)) {
            throw new IllegalArgumentException("a journal has no rows of the table " + name);
        }
        table = name;
        columns = List.copyOf(found);
        // The lids and shares of a key are told as a whole: one that was taken off since the backup stays off.
        if (changesCount && WHOLE.contains(name) && !keyId.isEmpty()) {
            database.<Integer>write(
                    sql -> sql.update("DELETE FROM " + Tables.quoted(name) + " WHERE key_id = ?", keyId));
        }
    }

    @Override
    public void row(@Nullable Object[] values) {
        database.write(sql -> {
            if (changesCount && table.equals(AUTHORITY)) {
                // An authority is told as a whole; its certificates come behind it.
                sql.update("DELETE FROM authority WHERE name = ?", value(values, "name"));
            }
            if (changesCount && table.equals(OPENPGP)) {
                // So is a key, with what it says of itself.
                sql.update("DELETE FROM openpgp_key WHERE fingerprint = ?", value(values, "fingerprint"));
            }
            int inserted = sql.update(
                    "INSERT INTO " + Tables.quoted(table) + " ("
                            + columns.stream().map(Tables::quoted).collect(Collectors.joining(", ")) + ") VALUES ("
                            + String.join(
                                    ", ", columns.stream().map(column -> "?").toList()) + ") ON CONFLICT DO NOTHING",
                    values);
            if (table.equals("private_key")) {
                keyId = String.valueOf(value(values, "key_id"));
            }
            if (table.equals("certificate")) {
                certificate(sql, values, inserted == 1);
            }
            return inserted;
        });
    }

    private void certificate(Sql sql, @Nullable Object[] values, boolean isNew) throws SQLException {
        String number = value(values, "issuer") + " " + value(values, "serial");
        boolean nowRevoked = "REVOKED".equals(value(values, "status"));
        if (isNew && !value(values, "serial").equals("")) {
            issued.add(number);
        }
        int changed = !isNew && changesCount ? change(sql, values) : 0;
        if (nowRevoked && (isNew || changed == 1)) {
            revoked.add(number);
        }
    }

    /** A revocation is final but for a hold (RFC 5280 section 5.3.1). */
    private int change(Sql sql, @Nullable Object[] values) throws SQLException {
        List<@Nullable Object> arguments = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (CHANGING.contains(columns.get(i))) {
                settings.add(Tables.quoted(columns.get(i)) + " = ?");
                arguments.add(values[i]);
            }
        }
        arguments.add(value(values, "fingerprint"));
        arguments.add(value(values, "status"));
        return sql.update(
                "UPDATE certificate SET " + String.join(", ", settings) + " WHERE fingerprint = ? AND status <> ?"
                        + " AND (status <> 'REVOKED' OR revocation_reason = 'CERTIFICATE_HOLD')",
                arguments.toArray());
    }

    private Object value(@Nullable Object[] values, String column) {
        int at = columns.indexOf(column);
        return at < 0 ? "" : Objects.requireNonNullElse(values[at], "");
    }

    @Override
    public void end() {
        table = "";
    }

    /** Closes the intents whose certificates came back, and tells whoever remembers the directory that it changed. */
    public void finish() {
        database.write(sql -> {
            sql.update("UPDATE directory_version SET version = version + 1");
            return sql.update(
                    "UPDATE issuance_intent SET done = 1 WHERE done = 0 AND EXISTS (SELECT 1 FROM certificate c"
                            + " WHERE c.issuer = issuance_intent.issuer AND c.serial = issuance_intent.serial)");
        });
    }
}
