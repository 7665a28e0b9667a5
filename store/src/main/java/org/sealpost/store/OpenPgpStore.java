package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.KeyServer;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.policy.OpenPgpSettings;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The OpenPGP keyring of the organisation, and what it wants of OpenPGP. */
public final class OpenPgpStore implements OpenPgpKeys, OpenPgpSettings.Book {
    private static final int FOUND_LIMIT = 1_000;
    private static final String SELECT =
            "SELECT fingerprint, bytes, version, uses, algorithm, authenticated, created, expires, status, vouching,"
                    + " source, owner, key_id FROM openpgp_key k WHERE ";
    private static final String NEWEST_FIRST = " ORDER BY created DESC, fingerprint LIMIT " + FOUND_LIMIT;

    private final Database database;
    private final Clock clock;
    private final IssuanceJournal journal;

    public OpenPgpStore(Database database, Clock clock) {
        this(database, clock, IssuanceJournal.NONE);
    }

    /** {@code journal}: hears of the keys of our people. */
    public OpenPgpStore(Database database, Clock clock, IssuanceJournal journal) {
        this.database = database;
        this.clock = clock;
        this.journal = journal;
    }

    @Override
    public List<OpenPgpKey> find(MailAddress address) {
        return database
                .known(
                        List.of("openpgp", address.key()),
                        sql -> rows(
                                sql,
                                "k.fingerprint IN (SELECT fingerprint FROM openpgp_address WHERE address_key = ?)"
                                        + NEWEST_FIRST,
                                address.key()))
                .stream()
                .map(Row::key)
                .toList();
    }

    @Override
    public List<OpenPgpKey> withKeyId(String keyId) {
        return keys(
                "k.fingerprint IN (SELECT fingerprint FROM openpgp_key_id WHERE key_id = ?)" + NEWEST_FIRST,
                keyId.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<OpenPgpKey> withFingerprint(String start) {
        String lower = start.toLowerCase(Locale.ROOT);
        return keys("substr(k.fingerprint, 1, ?) = ?" + NEWEST_FIRST, lower.length(), lower);
    }

    @Override
    public List<Owned> owned(String owner) {
        return database
                .known(List.of("openpgp of", owner), sql -> rows(sql, "k.owner = ?" + NEWEST_FIRST, owner))
                .stream()
                .flatMap(row -> row.holding().map(held -> new Owned(row.key(), held)).stream())
                .toList();
    }

    @Override
    public List<String> owners() {
        return database.read(sql -> sql.list(
                "SELECT DISTINCT owner FROM openpgp_key WHERE owner IS NOT NULL ORDER BY owner",
                row -> row.getString(1)));
    }

    private List<OpenPgpKey> keys(String condition, Object... arguments) {
        return database.read(sql -> rows(sql, condition, arguments)).stream()
                .map(Row::key)
                .toList();
    }

    private record Row(OpenPgpKey key, Optional<Holding> holding) {}

    private static List<Row> rows(Sql sql, String condition, Object... arguments) throws SQLException {
        List<Row> found = new ArrayList<>();
        for (Row row : sql.list(SELECT + condition, OpenPgpStore::row, arguments)) {
            found.add(new Row(completed(sql, row.key()), row.holding()));
        }
        return List.copyOf(found);
    }

    private static Row row(ResultSet row) throws SQLException {
        long expires = row.getLong(8);
        OpenPgpFacts facts = new OpenPgpFacts(
                row.getString(1),
                row.getInt(3),
                List.of(),
                Arrays.stream(row.getString(4).split(" ", -1))
                        .filter(use -> !use.isEmpty())
                        .map(CertificateUse::valueOf)
                        .collect(Collectors.toSet()),
                row.getString(5),
                row.getInt(6) == 1,
                Instant.ofEpochMilli(row.getLong(7)),
                expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)),
                CertificateStatus.valueOf(row.getString(9)));
        OpenPgpKey key = new OpenPgpKey(
                facts, row.getBytes(2), List.of(), Vouching.valueOf(row.getString(10)), row.getString(11));
        String owner = row.getString(12);
        return new Row(key, owner == null ? Optional.empty() : Optional.of(new Holding(owner, row.getString(13))));
    }

    private static OpenPgpKey completed(Sql sql, OpenPgpKey key) throws SQLException {
        OpenPgpFacts facts = key.facts();
        List<MailAddress> addresses = sql.list(
                "SELECT address FROM openpgp_address WHERE fingerprint = ? ORDER BY address_key",
                row -> MailAddress.parse(row.getString(1)),
                facts.fingerprint());
        List<String> keyIds = sql.list(
                "SELECT key_id FROM openpgp_key_id WHERE fingerprint = ? ORDER BY key_id",
                row -> row.getString(1),
                facts.fingerprint());
        return new OpenPgpKey(
                new OpenPgpFacts(
                        facts.fingerprint(),
                        facts.version(),
                        addresses,
                        facts.uses(),
                        facts.algorithm(),
                        facts.authenticated(),
                        facts.created(),
                        facts.expires(),
                        facts.status()),
                key.bytes(),
                keyIds,
                key.vouching(),
                key.source());
    }

    @Override
    public Change putting(OpenPgpKey key, Optional<Holding> holding) {
        return Told.of(
                () -> database.write(Versioned.raised(sql -> put(sql, key, holding))),
                () -> copy(key.facts().fingerprint()));
    }

    private void copy(String fingerprint) {
        if (database.read(sql -> held(sql, fingerprint)).isPresent()) {
            journal.openPgpKey(fingerprint);
        }
    }

    private int put(Sql sql, OpenPgpKey key, Optional<Holding> holding) throws SQLException {
        OpenPgpFacts facts = key.facts();
        Optional<Holding> held = holding.isPresent() ? holding : held(sql, facts.fingerprint());
        remove(sql, facts.fingerprint());
        sql.update(
                "INSERT INTO openpgp_key (fingerprint, bytes, version, uses, algorithm, authenticated, created, expires,"
                        + " status, vouching, source, owner, key_id, added)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                facts.fingerprint(),
                key.bytes(),
                facts.version(),
                facts.uses().stream().map(Enum::name).sorted().collect(Collectors.joining(" ")),
                facts.algorithm(),
                facts.authenticated(),
                facts.created(),
                facts.expires(),
                facts.status().name(),
                key.vouching().name(),
                key.source(),
                held.map(Holding::owner),
                held.map(Holding::keyId),
                clock.instant());
        for (MailAddress address : facts.addresses()) {
            sql.update(
                    "INSERT INTO openpgp_address (address_key, fingerprint, address) VALUES (?, ?, ?)",
                    address.key(),
                    facts.fingerprint(),
                    address.toString());
        }
        for (String keyId : key.keyIds()) {
            sql.update("INSERT INTO openpgp_key_id (key_id, fingerprint) VALUES (?, ?)", keyId, facts.fingerprint());
        }
        return 1;
    }

    /** Whose key it is stays, whatever is learned of it. */
    private static Optional<Holding> held(Sql sql, String fingerprint) throws SQLException {
        return rows(sql, "k.fingerprint = ?", fingerprint).stream().findFirst().flatMap(Row::holding);
    }

    private static int remove(Sql sql, String fingerprint) throws SQLException {
        sql.update("DELETE FROM openpgp_address WHERE fingerprint = ?", fingerprint);
        sql.update("DELETE FROM openpgp_key_id WHERE fingerprint = ?", fingerprint);
        return sql.update("DELETE FROM openpgp_key WHERE fingerprint = ?", fingerprint);
    }

    @Override
    public Change removing(String fingerprint) {
        return () -> database.write(Versioned.raised(sql -> {
            if (held(sql, fingerprint).isPresent()) {
                throw new IllegalArgumentException("keys of our own people are never forgotten: " + fingerprint);
            }
            return remove(sql, fingerprint);
        }));
    }

    @Override
    public OpenPgpSettings openPgp() {
        return database.known(
                        List.of("openpgp settings"),
                        sql -> sql.one(
                                "SELECT openpgp_first, autocrypt, learn, ask_domains, publish, version, key_servers"
                                        + " FROM openpgp_settings",
                                row -> new OpenPgpSettings(
                                        row.getInt(1) == 1,
                                        row.getInt(2) == 1,
                                        row.getInt(3) == 1,
                                        row.getInt(4) == 1,
                                        row.getInt(5) == 1,
                                        row.getInt(6),
                                        Arrays.stream(row.getString(7).split(" ", -1))
                                                .filter(server -> !server.isEmpty())
                                                .map(KeyServer::parse)
                                                .toList())))
                .orElse(OpenPgpSettings.DEFAULT);
    }

    @Override
    public Change changing(OpenPgpSettings settings) {
        return () -> database.<Integer>write(sql -> {
            sql.update("DELETE FROM openpgp_settings");
            return sql.update(
                    "INSERT INTO openpgp_settings (one, openpgp_first, autocrypt, learn, ask_domains, publish, version,"
                            + " key_servers) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                    settings.first(),
                    settings.autocrypt(),
                    settings.learn(),
                    settings.askDomains(),
                    settings.publish(),
                    settings.version(),
                    settings.keyServers().stream().map(KeyServer::toString).collect(Collectors.joining(" ")));
        });
    }
}
