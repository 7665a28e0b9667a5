package org.sealpost.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sealpost.identity.SealedMail;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Sha256;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Message-IDs of what came encrypted, as hashes, for two years. */
public final class SealedMailStore implements SealedMail {
    private static final Duration KEPT = Duration.ofDays(730);
    private static final int ASKED_LIMIT = 100;

    private final Database database;

    public SealedMailStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean isAmong(MailAddress owner, List<String> messageIds) {
        if (messageIds.isEmpty()) {
            return false;
        }
        return database.read(sql -> {
            for (String id : messageIds.stream().distinct().limit(ASKED_LIMIT).toList()) {
                if (sql.count(
                                "SELECT COUNT(*) FROM sealed_mail WHERE owner = ? AND message_id = ?",
                                owner.key(),
                                Sha256.hex(id))
                        > 0) {
                    return true;
                }
            }
            return false;
        });
    }

    @Override
    public Change noting(MailAddress owner, String messageId, Instant at) {
        String hash = Sha256.hex(messageId);
        return () -> database.<Integer>write(sql -> {
            sql.update("DELETE FROM sealed_mail WHERE owner = ? AND noted_at < ?", owner.key(), at.minus(KEPT));
            return sql.update(
                    "INSERT INTO sealed_mail (owner, message_id, noted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    owner.key(),
                    hash,
                    at);
        });
    }

    /** All of a person who goes; in the transaction in which the person goes. */
    static void removeAll(Sql sql, MailAddress owner) throws SQLException {
        sql.update("DELETE FROM sealed_mail WHERE owner = ?", owner.key());
    }
}
