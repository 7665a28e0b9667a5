package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerChanges;
import org.sealpost.identity.PartnerMeetings;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.Partners;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Partners in the database; the few that a house has are kept in memory for a moment, since each session asks. */
public final class PartnerStore implements Partners, PartnerChanges, PartnerMeetings {
    private static final String BLANK = " ";

    private final Database database;
    private final Momentary<List<Partner>> all;

    public PartnerStore(Database database) {
        this.database = database;
        this.all = new Momentary<>(() -> database.read(PartnerStore::read));
    }

    @Override
    public List<Partner> all() {
        return all.get();
    }

    private static List<Partner> read(Sql sql) throws SQLException {
        List<Part<Domain>> domains = sql.list(
                "SELECT partner, domain FROM partner_domain ORDER BY place",
                row -> new Part<>(row.getString(1), new Domain(row.getString(2))));
        List<Part<PartnerAnchor>> anchors = sql.list(
                "SELECT partner, fingerprint, subject, not_after, der FROM partner_anchor ORDER BY place",
                row -> new Part<>(
                        row.getString(1),
                        new PartnerAnchor(
                                row.getString(2),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                row.getBytes(5))));
        return sql.list(
                "SELECT name, pins, servers, client_usage, revocation, refusal, contact, send_state,"
                        + " receive_state, encrypted_after FROM partner ORDER BY name",
                row -> new Partner(
                        row.getString(1),
                        Part.of(row.getString(1), domains),
                        Part.of(row.getString(1), anchors),
                        words(row.getString(2)),
                        words(row.getString(3)).stream().map(Domain::new).toList(),
                        terms(row),
                        PartnerState.valueOf(row.getString(8)),
                        PartnerState.valueOf(row.getString(9))));
    }

    /** What belongs to a partner, from a table of its own. */
    private record Part<T>(String partner, T value) {
        static <T> List<T> of(String partner, List<Part<T>> parts) {
            return parts.stream()
                    .filter(one -> one.partner.equals(partner))
                    .map(Part::value)
                    .toList();
        }
    }

    private static PartnerTerms terms(ResultSet row) throws SQLException {
        return new PartnerTerms(
                PartnerTerms.ClientUsage.valueOf(row.getString(4)),
                RevocationMode.valueOf(row.getString(5)),
                PartnerTerms.Refusal.valueOf(row.getString(6)),
                row.getString(7),
                EncryptedAfterColumn.read(row, 10));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(BLANK, -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Override
    public Change adding(Partner partner) {
        return changing(sql -> insert(sql, partner));
    }

    @Override
    public Change changing(Partner partner) {
        return changing(sql -> {
            Optional<Partner> before = read(sql).stream()
                    .filter(one -> one.name().equals(partner.name()))
                    .findFirst();
            if (before.filter(one -> hasSameProofs(one, partner)).isEmpty()) {
                sql.update("DELETE FROM partner_score WHERE partner = ?", partner.name());
            }
            sql.update("DELETE FROM partner_domain WHERE partner = ?", partner.name());
            sql.update("DELETE FROM partner_anchor WHERE partner = ?", partner.name());
            PartnerTerms terms = partner.terms();
            int changed = sql.update(
                    "UPDATE partner SET pins = ?, servers = ?, client_usage = ?, revocation = ?, refusal = ?,"
                            + " contact = ?, send_state = ?, receive_state = ?, encrypted_after = ? WHERE name = ?",
                    String.join(BLANK, partner.pins()),
                    servers(partner),
                    terms.clientUsage().name(),
                    terms.revocation().name(),
                    terms.refusal().name(),
                    terms.contact(),
                    partner.send().name(),
                    partner.receive().name(),
                    EncryptedAfterColumn.of(terms.orEncryptedAfter()),
                    partner.name());
            if (changed != 1) {
                throw new IllegalArgumentException("no partner is named " + partner.name());
            }
            return insertParts(sql, partner);
        });
    }

    private static boolean hasSameProofs(Partner one, Partner other) {
        return one.anchors().equals(other.anchors())
                && one.pins().equals(other.pins())
                && one.servers().equals(other.servers());
    }

    private static int insert(Sql sql, Partner partner) throws SQLException {
        PartnerTerms terms = partner.terms();
        sql.update(
                "INSERT INTO partner (name, pins, servers, client_usage, revocation, refusal,"
                        + " contact, send_state, receive_state, encrypted_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                partner.name(),
                String.join(BLANK, partner.pins()),
                servers(partner),
                terms.clientUsage().name(),
                terms.revocation().name(),
                terms.refusal().name(),
                terms.contact(),
                partner.send().name(),
                partner.receive().name(),
                EncryptedAfterColumn.of(terms.orEncryptedAfter()));
        return insertParts(sql, partner);
    }

    private static int insertParts(Sql sql, Partner partner) throws SQLException {
        int place = 0;
        for (Domain domain : partner.domains()) {
            sql.update(
                    "INSERT INTO partner_domain (domain, partner, place) VALUES (?, ?, ?)",
                    domain.name(),
                    partner.name(),
                    place++);
        }
        for (PartnerAnchor anchor : partner.anchors()) {
            sql.update(
                    "INSERT INTO partner_anchor (partner, fingerprint, place, subject, not_after, der)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    partner.name(),
                    anchor.fingerprint(),
                    place++,
                    anchor.name(),
                    anchor.notAfter(),
                    anchor.der());
        }
        return place;
    }

    private static String servers(Partner partner) {
        return String.join(BLANK, partner.servers().stream().map(Domain::name).toList());
    }

    @Override
    public Change removing(String name) {
        return changing(sql -> {
            sql.update("DELETE FROM partner_domain WHERE partner = ?", name);
            sql.update("DELETE FROM partner_anchor WHERE partner = ?", name);
            sql.update("DELETE FROM partner_score WHERE partner = ?", name);
            return sql.update("DELETE FROM partner WHERE name = ?", name);
        });
    }

    private Change changing(Database.Work<Integer> work) {
        return Told.of(() -> database.<Integer>write(work), all::changed);
    }

    @Override
    public Score score(String partner, PartnerWay way) {
        return database.read(sql -> sql.one(
                        "SELECT good, last_good, last_bad, reason, ends FROM partner_score WHERE partner = ? AND way = ?",
                        row -> new Score(row.getInt(1), time(row, 2), time(row, 3), row.getString(4), time(row, 5)),
                        partner,
                        way.name()))
                .orElse(Score.NONE);
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Of somebody who is a partner no more nothing is kept. */
    @Override
    public Change scoring(String partner, PartnerWay way, Score score) {
        return () -> database.<Integer>write(sql -> {
            sql.update("DELETE FROM partner_score WHERE partner = ? AND way = ?", partner, way.name());
            return sql.update(
                    "INSERT INTO partner_score (partner, way, good, last_good, last_bad, reason, ends)"
                            + " SELECT name, ?, ?, ?, ?, ?, ? FROM partner WHERE name = ?",
                    way.name(),
                    score.good(),
                    score.lastGood(),
                    score.lastBad(),
                    score.reason(),
                    score.ends(),
                    partner);
        });
    }
}
