package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Wait;
import org.sealpost.mail.Redirect;
import org.sealpost.mail.ReportWishes.Wish;

/** A message in the queue, as its row says. */
record QueueRow(
        String queueId,
        Optional<MailAddress> reversePath,
        boolean smtpUtf8,
        Origins origin,
        Securities security,
        Instant receivedAt,
        long content,
        boolean hasGroups,
        boolean requireTls,
        Optional<String> report) {
    static final String COLUMNS =
            "queue_id, reverse_path, smtp_utf8, origin, origin_name, sender_results, sender_suspected, tls_version,"
                    + " tls_cipher, received_at, content, has_groups, require_tls, report";

    static QueueRow of(ResultSet row) throws SQLException {
        return new QueueRow(
                row.getString(1),
                Optional.ofNullable(row.getString(2)).map(MailAddress::parse),
                row.getInt(3) == 1,
                new Origins(row.getString(4), row.getString(5), row.getString(6), row.getInt(7) == 1),
                new Securities(Optional.ofNullable(row.getString(8)), Optional.ofNullable(row.getString(9))),
                Instant.ofEpochMilli(row.getLong(10)),
                row.getLong(11),
                row.getInt(12) == 1,
                row.getInt(13) == 1,
                Optional.ofNullable(row.getString(14)));
    }

    MailObject mail(List<Tried> recipients, Content stored) {
        Envelope envelope = new Envelope(
                reversePath,
                recipients.stream().map(Tried::address).toList(),
                smtpUtf8,
                requireTls,
                recipients.stream().filter(Tried::group).map(Tried::address).collect(Collectors.toSet()),
                WishText.message(
                        report.orElse(null),
                        recipients.stream()
                                .filter(one -> !one.wish().equals(Wish.NONE))
                                .collect(Collectors.toMap(Tried::address, Tried::wish))));
        return new MailObject(queueId, envelope, stored, origin.origin(), security.security(), receivedAt);
    }

    /** One of its recipients, and how it went so far. */
    record Tried(
            MailAddress address,
            int attempts,
            boolean group,
            Optional<Wait> waiting,
            Wish wish,
            Optional<Redirect> redirect,
            Optional<Instant> unproved) {
        static final String COLUMNS =
                "address, attempts, is_group, " + HeldRows.COLUMNS + ", report, redirect, redirect_by, unproved_at";

        static Tried of(ResultSet row) throws SQLException {
            return new Tried(
                    MailAddress.parse(row.getString(1)),
                    row.getInt(2),
                    row.getInt(3) == 1,
                    HeldRows.wait(row, 4),
                    WishText.recipient(row.getString(9)),
                    Optional.ofNullable(row.getString(10)).isEmpty()
                            ? Optional.empty()
                            : Optional.of(Redirect.parse(row.getString(10), row.getString(11))),
                    HeldRows.instant(row, 12));
        }
    }
}
