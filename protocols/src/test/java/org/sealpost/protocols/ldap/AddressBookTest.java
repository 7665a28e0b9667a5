package org.sealpost.protocols.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ComputerStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.PrivateContactStore;
import org.sealpost.store.PublicationStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.testkit.Postgres;

/** What is remembered of the directory, and for how long. */
class AddressBookTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final People people = new People();

    @Test
    void anEntryIsReadOnceWhileNothingChanges() {
        AddressBook book = book(NOW);

        book.current().find(ANN);
        book.current().find(MailAddress.parse("ANN@example.org"));

        assertThat(people.lookUps).isEqualTo(1);
    }

    @Test
    void anyChangeIsSeenByTheNextSearch() {
        AddressBook book = book(NOW);
        boolean before = hasCertificate(book, ANN);
        people.certificatePublished = false;
        people.version++;

        assertThat(before).isTrue();
        assertThat(hasCertificate(book, ANN)).isFalse();
    }

    @Test
    void aCertificateIsNotShownAfterItsEnd() {
        people.certificateEnds = NOW.plusSeconds(5);
        TickingClock clock = new TickingClock(NOW);
        AddressBook book = new AddressBook(people.sources(), clock);
        boolean before = hasCertificate(book, ANN);

        clock.now = NOW.plusSeconds(5);

        assertThat(before).isTrue();
        assertThat(hasCertificate(book, ANN)).isFalse();
    }

    @Test
    void nobodyIsRememberedForAWhileOnly() {
        TickingClock clock = new TickingClock(NOW);
        AddressBook book = new AddressBook(people.sources(), clock);
        MailAddress nobody = MailAddress.parse("nobody@example.org");

        book.current().find(nobody);
        book.current().find(nobody);
        clock.now = NOW.plus(Duration.ofMinutes(1));
        book.current().find(nobody);

        assertThat(people.lookUps).isEqualTo(2);
    }

    @Test
    void aRevocationOnOneNodeIsSeenOnTheOtherAtOnce() {
        String url = Postgres.newDatabase();
        try (Database here = PostgresDatabase.open(url);
                Database there = PostgresDatabase.open(url)) {
            Migrations.run(here, "store");
            DirectoryEditor editor = new DirectoryEditor(here);
            editor.addDomain(new Domain("example.org"));
            MailAddress bob = MailAddress.parse("bob@partner.example");
            editor.addContact(new DirectoryEntry.Contact(bob, "Bob", Optional.empty()));
            CertificateStore certificates = new CertificateStore(here, Clock.systemUTC());
            DirectoryStore directory = new DirectoryStore(there);
            CertificateStore theirs = new CertificateStore(there, Clock.systemUTC());
            AddressBook book = new AddressBook(
                    new AddressBook.Sources(
                            directory,
                            directory,
                            theirs,
                            new ComputerStore(there),
                            new BookedPki(theirs),
                            new PublicationStore(there),
                            new PrivateContactStore(there)),
                    Clock.systemUTC());

            boolean first = hasCertificate(book, bob);
            certificates.add(issued(bob));
            boolean afterIssue = hasCertificate(book, bob);
            certificates
                    .revoking("bobs", RevocationReason.KEY_COMPROMISE, Instant.now())
                    .makeNow();

            assertThat(first).isFalse();
            assertThat(afterIssue).isTrue();
            assertThat(hasCertificate(book, bob)).isFalse();
        }
    }

    @Test
    void theMessageAroundACertificateIsWhatJavaWouldMake() throws Exception {
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        X509Certificate certificate =
                (X509Certificate) x509.generateCertificate(new ByteArrayInputStream(People.certificate()));
        byte[] expected = x509.generateCertPath(List.of(certificate)).getEncoded("PKCS7");

        assertThat(CertsOnly.of(People.certificate())).isEqualTo(expected);
    }

    private AddressBook book(Instant now) {
        return new AddressBook(people.sources(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static boolean hasCertificate(AddressBook book, MailAddress address) {
        return book.current().find(address).orElseThrow().entry().hasAttribute("userCertificate;binary");
    }

    private static IssuedCertificates.Issued issued(MailAddress holder) {
        CertificateFacts facts = new CertificateFacts(
                "bobs",
                List.of(holder),
                Set.of(CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "EC-P256",
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600),
                CertificateStatus.ACTIVE);
        return new IssuedCertificates.Issued(
                new Certificate(facts, People.certificate(), "test"),
                BigInteger.TEN,
                "issuing",
                "key",
                holder.key(),
                true);
    }

    /** A clock that is set by hand. */
    private static final class TickingClock extends Clock {
        private Instant now;

        TickingClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
