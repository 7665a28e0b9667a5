package org.sealpost.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.store.database.Sql;

/** A message as it is written into the queue. */
final class EnteringRows {
    private EnteringRows() {}

    static void name(Sql sql, MailObject mail, Optional<String> messageId) throws SQLException {
        if (messageId.isPresent()) {
            sql.update("INSERT INTO message_name VALUES (?, ?, ?)", messageId.get(), mail.queueId(), mail.receivedAt());
        }
    }

    static void message(Sql sql, MailObject mail, long content, Instant due) throws SQLException {
        Envelope envelope = mail.envelope();
        Origins origin = Origins.of(mail.origin());
        Securities security = Securities.of(mail.receivedOver());
        sql.update(
                "INSERT INTO queue_message (queue_id, reverse_path, smtp_utf8, origin, origin_name, sender_results,"
                        + " sender_suspected, tls_version, tls_cipher, received_at, size_bytes, content, due_at, has_groups,"
                        + " require_tls, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                mail.queueId(),
                envelope.reversePath().map(MailAddress::toString),
                envelope.smtpUtf8(),
                origin.kind(),
                origin.name(),
                origin.results(),
                origin.suspected(),
                security.version(),
                security.cipher(),
                mail.receivedAt(),
                mail.content().sizeBytes(),
                content,
                due,
                !envelope.groups().isEmpty(),
                envelope.requireTls(),
                WishText.ofMessage(envelope.reports()));
    }

    /** {@code lease}: of the worker who has it from the start. */
    static boolean recipients(Sql sql, MailObject mail, Instant due, Optional<String> lease) throws SQLException {
        Envelope envelope = mail.envelope();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MailAddress recipient : new LinkedHashSet<>(envelope.recipients())) {
            boolean group = envelope.groups().contains(recipient);
            Optional<String> wish = WishText.ofRecipient(envelope.reports().of(recipient));
            rows.add(new @Nullable Object[] {mail.queueId(), rows.size(), recipient.toString(), due, lease, group, wish
            });
        }
        sql.batch(
                "INSERT INTO queue_recipient (queue_id, position, address, due_at, attempts, lease, last_reason, is_group,"
                        + " report) VALUES (?, ?, ?, ?, 0, ?, '', ?, ?)",
                rows);
        return true;
    }

    /** What reading it from the queue would give, without reading it. */
    static MailObject asKept(MailObject mail) {
        List<MailAddress> recipients =
                List.copyOf(new LinkedHashSet<>(mail.envelope().recipients()));
        return new MailObject(
                mail.queueId(),
                mail.envelope().to(recipients),
                mail.content().inMemory(),
                mail.origin(),
                mail.receivedOver(),
                mail.receivedAt().truncatedTo(ChronoUnit.MILLIS));
    }
}
