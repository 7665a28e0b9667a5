package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.Sha256;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionFacts.Release;
import org.sealpost.policy.Quarantine;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The quarantine in the database; contents lie encrypted with all others. */
public final class QuarantineStore implements Quarantine {
    private static final int SMALL_BYTES = 256 * 1024;
    private static final int NUMBER_DIGITS = 6;
    private static final String ENTRY =
            "SELECT id, queue_id, reverse_path, recipients, size_bytes, since, until, because, released_as FROM quarantine ";

    private final Database database;
    private final ContentStore contents;

    public QuarantineStore(Database database, ContentStore contents) {
        this.database = database;
        this.contents = contents;
    }

    @Override
    public Change keeping(MailObject mail, List<Finding> because, Instant at, Instant until) {
        String recipients =
                mail.envelope().recipients().stream().map(MailAddress::toString).collect(Collectors.joining("\n"));
        String id = mail.queueId() + "-" + number(recipients);
        ContentStore.Ready ready = contents.ready(mail.content(), SMALL_BYTES);
        return () -> database.<Boolean>write(sql -> {
            boolean isKept = sql.count("SELECT COUNT(*) FROM quarantine WHERE id = ?", id) > 0;
            if (!isKept) {
                insert(sql, id, mail, recipients, because, new Instant[] {at, until}, contents.place(sql, ready));
            }
            return !isKept;
        });
    }

    /** The same for the same recipients, so that a second try keeps nothing twice. */
    private static String number(String recipients) {
        return Sha256.hex(recipients).substring(0, NUMBER_DIGITS);
    }

    private static void insert(
            Sql sql, String id, MailObject mail, String recipients, List<Finding> because, Instant[] time, long content)
            throws SQLException {
        Origins origin = Origins.of(mail.origin());
        Securities security = Securities.of(mail.receivedOver());
        sql.update(
                "INSERT INTO quarantine (id, queue_id, reverse_path, recipients, smtp_utf8, origin, origin_name,"
                        + " sender_results, sender_suspected, tls_version, tls_cipher, received_at, size_bytes,"
                        + " content, since, until, because, require_tls, report)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                mail.queueId(),
                mail.envelope().reversePath().map(MailAddress::toString),
                recipients,
                mail.envelope().smtpUtf8(),
                origin.kind(),
                origin.name(),
                origin.results(),
                origin.suspected(),
                security.version(),
                security.cipher(),
                mail.receivedAt(),
                mail.content().sizeBytes(),
                content,
                time[0],
                time[1],
                Findings.write(because),
                mail.envelope().requireTls(),
                mail.envelope().reports().equals(ReportWishes.NONE)
                        ? null
                        : WishText.whole(
                                mail.envelope().recipients(), mail.envelope().reports()));
    }

    @Override
    public List<Entry> list(int limit) {
        return database.read(sql -> sql.list(ENTRY + "ORDER BY since DESC, id LIMIT ?", QuarantineStore::entry, limit));
    }

    @Override
    public Optional<Entry> find(String id) {
        return database.read(sql -> sql.one(ENTRY + "WHERE id = ?", QuarantineStore::entry, id));
    }

    @Override
    public List<Entry> over(Instant now, int limit) {
        return database.read(
                sql -> sql.list(ENTRY + "WHERE until <= ? ORDER BY until LIMIT ?", QuarantineStore::entry, now, limit));
    }

    @Override
    public Optional<MailObject> mail(String id) {
        return database.read(sql -> {
            Optional<Kept> kept = sql.one(
                    "SELECT queue_id, reverse_path, recipients, smtp_utf8, origin, origin_name, sender_results,"
                            + " sender_suspected, tls_version, tls_cipher, received_at, content, require_tls, report"
                            + " FROM quarantine WHERE id = ?",
                    Kept::of,
                    id);
            return kept.isEmpty()
                    ? Optional.empty()
                    : Optional.of(kept.get()
                            .mail()
                            .withContent(contents.get(sql, kept.get().content())));
        });
    }

    @Override
    public Change releasing(String id, String queueId, Release release) {
        return () -> database.<Boolean>write(sql -> {
            int changed = sql.update(
                    "UPDATE quarantine SET released_as = ?, released_by = ?, released_reason = ?"
                            + " WHERE id = ? AND released_as IS NULL",
                    queueId,
                    release.by(),
                    release.reason(),
                    id);
            if (changed == 0) {
                throw new MailFailure(
                        EnhancedStatus.BAD_MAILBOX, "message " + id + " was released or removed by somebody before");
            }
            return true;
        });
    }

    @Override
    public Change removing(String id) {
        return () -> database.<Boolean>write(sql -> {
            Optional<Long> content =
                    sql.one("DELETE FROM quarantine WHERE id = ? RETURNING content", row -> row.getLong(1), id);
            contents.delete(
                    sql,
                    content.orElseThrow(() -> new MailFailure(
                            EnhancedStatus.BAD_MAILBOX, "message " + id + " was removed by somebody before")));
            return true;
        });
    }

    @Override
    public Optional<Release> releaseOf(String queueId) {
        return database.read(sql -> sql.one(
                "SELECT released_by, released_reason FROM quarantine WHERE released_as = ?",
                row -> new Release(row.getString(1), row.getString(2)),
                queueId));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1),
                row.getString(2),
                path(row.getString(3)),
                addresses(row.getString(4)),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                Findings.read(row.getString(8)),
                Optional.ofNullable(row.getString(9)));
    }

    private static Optional<MailAddress> path(@Nullable String text) {
        return Optional.ofNullable(text).map(MailAddress::parse);
    }

    private static List<MailAddress> addresses(String lines) {
        return lines.lines().map(MailAddress::parse).toList();
    }

    /** One message and where its content lies. */
    private record Kept(MailObject mail, long content) {
        static Kept of(ResultSet row) throws SQLException {
            Origins origin = new Origins(row.getString(5), row.getString(6), row.getString(7), row.getInt(8) == 1);
            Securities security =
                    new Securities(Optional.ofNullable(row.getString(9)), Optional.ofNullable(row.getString(10)));
            return new Kept(
                    new MailObject(
                            row.getString(1),
                            new Envelope(
                                            path(row.getString(2)),
                                            addresses(row.getString(3)),
                                            row.getInt(4) == 1,
                                            row.getInt(13) == 1)
                                    .with(WishText.whole(addresses(row.getString(3)), row.getString(14))),
                            org.sealpost.mail.Content.of(new byte[0]),
                            origin.origin(),
                            security.security(),
                            Instant.ofEpochMilli(row.getLong(11))),
                    row.getLong(12));
        }
    }
}
