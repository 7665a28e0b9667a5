package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Sha256;
import org.sealpost.policy.TlsReport;
import org.sealpost.policy.TlsReportBook;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Reports of others about connections to our servers, in the database. The texts of promises are not kept: we know ours. */
public final class TlsReportStore implements TlsReportBook {
    private final Database database;

    public TlsReportStore(Database database) {
        this.database = database;
    }

    @Override
    public Change keeping(Received received) {
        String name = name(received);
        List<@Nullable Object[]> sections = new ArrayList<>();
        List<@Nullable Object[]> failures = new ArrayList<>();
        for (TlsReport.Section section : received.report().sections()) {
            int number = sections.size();
            sections.add(row(name, number, received, section));
            for (TlsReport.Failure one : section.details()) {
                failures.add(new @Nullable Object[] {
                    name, number, failures.size(), one.result(), one.from(), one.host(), one.to(), one.count()
                });
            }
        }
        return () -> database.write(sql -> {
            sql.batch(
                    "INSERT INTO tls_report (report, section, domain, organization, report_id, contact, begins_at,"
                            + " ends_at, arrived_at, signed_by, kind, promised_by, successes, failures)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    sections);
            sql.batch(
                    "INSERT INTO tls_report_failure (report, section, failure, result, sender, host, address, sessions)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    failures);
            return sections.size();
        });
    }

    private static @Nullable Object[] row(String name, int number, Received received, TlsReport.Section section) {
        TlsReport report = received.report();
        return new @Nullable Object[] {
            name,
            number,
            received.domain().name(),
            report.organization(),
            report.id(),
            report.contact(),
            report.begins(),
            report.ends(),
            received.at(),
            received.signedBy(),
            section.kind(),
            section.of(),
            section.successes(),
            section.failures()
        };
    }

    /** Whoever signed it: so nobody can put a report of his own in the place of somebody else's. */
    private static String name(Received received) {
        return Sha256.hex(String.join(
                "\0",
                received.domain().name(),
                received.signedBy(),
                received.report().organization(),
                received.report().id()));
    }

    @Override
    public List<Received> since(Instant then, Optional<Domain> domain, int limit) {
        return database.read(sql -> {
            List<Received> all = new ArrayList<>();
            for (String name : sql.list(
                    "SELECT report FROM tls_report WHERE ends_at >= ? AND (? = '' OR domain = ?) AND section = 0"
                            + " ORDER BY ends_at DESC, report LIMIT ?",
                    row -> row.getString(1),
                    then,
                    domain.map(Domain::name).orElse(""),
                    domain.map(Domain::name).orElse(""),
                    limit)) {
                all.add(received(sql, name));
            }
            return all;
        });
    }

    private static Received received(Sql sql, String name) throws SQLException {
        List<List<TlsReport.Failure>> failures = new ArrayList<>();
        sql.list(
                "SELECT section, result, sender, host, address, sessions FROM tls_report_failure WHERE report = ?"
                        + " ORDER BY failure",
                row -> {
                    while (failures.size() <= row.getInt(1)) {
                        failures.add(new ArrayList<>());
                    }
                    return failures.get(row.getInt(1))
                            .add(new TlsReport.Failure(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getLong(6)));
                },
                name);
        List<TlsReport.Section> sections = sql.list(
                "SELECT section, kind, promised_by, successes, failures FROM tls_report WHERE report = ?"
                        + " ORDER BY section",
                row -> section(row, failures),
                name);
        return sql.one(
                        "SELECT domain, signed_by, arrived_at, organization, begins_at, ends_at, contact, report_id"
                                + " FROM tls_report WHERE report = ? AND section = 0",
                        row -> new Received(
                                new Domain(row.getString(1)),
                                row.getString(2),
                                Instant.ofEpochMilli(row.getLong(3)),
                                new TlsReport(
                                        row.getString(4),
                                        Instant.ofEpochMilli(row.getLong(5)),
                                        Instant.ofEpochMilli(row.getLong(6)),
                                        row.getString(7),
                                        row.getString(8),
                                        sections)),
                        name)
                .orElseThrow();
    }

    private static TlsReport.Section section(ResultSet row, List<List<TlsReport.Failure>> failures)
            throws SQLException {
        int number = row.getInt(1);
        return new TlsReport.Section(
                row.getString(2),
                row.getString(3),
                List.of(),
                List.of(),
                row.getLong(4),
                row.getLong(5),
                number < failures.size() ? failures.get(number) : List.of());
    }

    @Override
    public int forget(Instant before) {
        return database.write(sql -> {
            sql.update(
                    "DELETE FROM tls_report_failure WHERE report IN (SELECT report FROM tls_report WHERE arrived_at < ?)",
                    before);
            return sql.update("DELETE FROM tls_report WHERE arrived_at < ?", before);
        });
    }
}
