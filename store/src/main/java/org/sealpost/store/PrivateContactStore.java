package org.sealpost.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Private contacts in tables of their own, so that no look-up of the directory can find them. */
public final class PrivateContactStore implements PrivateContacts {
    private static final String COLUMNS = "owner, address, display_name, organisation";

    private final Database database;

    public PrivateContactStore(Database database) {
        this.database = database;
    }

    @Override
    public List<PrivateContact> of(MailAddress owner) {
        return database.read(sql -> contacts(sql, "owner_key = ? ORDER BY address_key", owner.key()));
    }

    @Override
    public Optional<PrivateContact> find(MailAddress owner, MailAddress address) {
        return database
                .known(
                        List.of("private contact", owner.key(), address.key()),
                        sql -> contacts(sql, "owner_key = ? AND address_key = ?", owner.key(), address.key()))
                .stream()
                .findFirst();
    }

    private static List<PrivateContact> contacts(Sql sql, String condition, Object... arguments) throws SQLException {
        List<PrivateContact> found = new ArrayList<>();
        for (PrivateContact one : sql.list(
                "SELECT " + COLUMNS + " FROM private_contact WHERE " + condition,
                row -> new PrivateContact(
                        MailAddress.parse(row.getString(1)),
                        MailAddress.parse(row.getString(2)),
                        row.getString(3),
                        Optional.ofNullable(row.getString(4)),
                        List.of()),
                arguments)) {
            found.add(new PrivateContact(
                    one.owner(), one.address(), one.displayName(), one.organisation(), certificates(sql, one)));
        }
        return List.copyOf(found);
    }

    private static List<Certificate> certificates(Sql sql, PrivateContact contact) throws SQLException {
        return sql.list(
                "SELECT fingerprint, der, source, uses, key_algorithm, not_before, not_after FROM private_certificate"
                        + " WHERE owner_key = ? AND address_key = ? ORDER BY not_before DESC, fingerprint",
                row -> new Certificate(
                        new CertificateFacts(
                                row.getString(1),
                                List.of(contact.address()),
                                uses(row.getString(4)),
                                "",
                                0,
                                row.getString(5),
                                Instant.ofEpochMilli(row.getLong(6)),
                                Instant.ofEpochMilli(row.getLong(7)),
                                CertificateStatus.ACTIVE),
                        row.getBytes(2),
                        row.getString(3)),
                contact.owner().key(),
                contact.address().key());
    }

    private static Set<CertificateUse> uses(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(use -> !use.isEmpty())
                .map(CertificateUse::valueOf)
                .collect(Collectors.toSet());
    }

    @Override
    public Change putting(PrivateContact contact) {
        // Mail that waits for a certificate looks at the number that this raises.
        return () -> database.write(Versioned.raised(sql -> {
            int removed = remove(sql, contact.owner(), contact.address());
            sql.update(
                    "INSERT INTO private_contact (owner_key, address_key, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                    contact.owner().key(),
                    contact.address().key(),
                    contact.owner().toString(),
                    contact.address().toString(),
                    contact.displayName(),
                    contact.organisation().orElse(null));
            for (Certificate certificate : contact.certificates()) {
                insert(sql, contact, certificate);
            }
            return removed;
        }));
    }

    private static void insert(Sql sql, PrivateContact contact, Certificate certificate) throws SQLException {
        CertificateFacts facts = certificate.facts();
        sql.update(
                "INSERT INTO private_certificate (owner_key, address_key, fingerprint, der, source, uses, key_algorithm,"
                        + " not_before, not_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                contact.owner().key(),
                contact.address().key(),
                facts.fingerprint(),
                certificate.der(),
                certificate.source(),
                facts.uses().stream().map(Enum::name).sorted().collect(Collectors.joining(" ")),
                facts.keyAlgorithm(),
                facts.notBefore(),
                facts.notAfter());
    }

    @Override
    public Change removing(MailAddress owner, MailAddress address) {
        return () -> database.<Integer>write(sql -> remove(sql, owner, address));
    }

    private static int remove(Sql sql, MailAddress owner, MailAddress address) throws SQLException {
        sql.update(
                "DELETE FROM private_certificate WHERE owner_key = ? AND address_key = ?", owner.key(), address.key());
        return sql.update(
                "DELETE FROM private_contact WHERE owner_key = ? AND address_key = ?", owner.key(), address.key());
    }

    /** All of a person who goes; in the transaction in which the person goes. */
    static void removeAll(Sql sql, MailAddress owner) throws SQLException {
        sql.update("DELETE FROM private_certificate WHERE owner_key = ?", owner.key());
        sql.update("DELETE FROM private_contact WHERE owner_key = ?", owner.key());
    }
}
