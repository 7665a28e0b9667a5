package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.DomainKeys;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.ArcRule;
import org.sealpost.policy.DomainSignatureFacts.InDns;
import org.sealpost.policy.DomainSignatureRule;
import org.sealpost.policy.Finding;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

class DomainSignaturesTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final Domain OURS = ANN.domain();

    private final List<String> asked = new ArrayList<>();

    private DirectoryStore directory() {
        try {
            Database database =
                    SqliteDatabase.open(TestFolders.make("signatures").resolve("test.db"));
            Migrations.run(database, "store");
            new DirectoryEditor(database).addDomain(OURS);
            return new DirectoryStore(database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatOurPeopleWriteGetsTheSignatureOfTheirDomainInFront() {
        DomainSignatures.Stamped stamped = signatures(true).stamp(mail(new Origin.Submitted(ANN), "ann@example.org"));

        assertThat(text(stamped.mail())).startsWith("DKIM-Signature: by k1\r\nFrom: ann@example.org\r\n");
        assertThat(stamped.because()).containsExactly(Finding.of(DomainSignatureRule.SIGNED_FOR_DOMAIN, OURS, "k1"));
    }

    @Test
    void aNoticeOfTheHouseGetsItToo() {
        assertThat(text(signatures(true)
                        .stamp(mail(new Origin.Internal(), "postmaster@example.org"))
                        .mail()))
                .startsWith("DKIM-Signature");
    }

    @Test
    void whoOnlySaysThatTheyAreOursGetsNone() {
        MailObject forged = mail(new Origin.Received("192.0.2.1"), "ann@example.org");

        DomainSignatures.Stamped stamped = signatures(true).stamp(forged);

        assertThat(stamped.mail()).isSameAs(forged);
        assertThat(stamped.because()).containsExactly(Finding.of(ArcRule.ARC_NOT_EXAMINED));
    }

    @Test
    void whatAMachineBringsThatIsBelievedIsSignedForItsAuthorsDomainHereOrBehind() {
        for (String author : List.of("ann@example.org", "bob@inner.example")) {
            Domain domain = MailAddress.parse(author).domain();

            DomainSignatures.Stamped stamped = inFront().stamp(mail(believed(author), author));

            assertThat(text(stamped.mail())).startsWith("DKIM-Signature: by k1\r\nFrom: " + author);
            assertThat(stamped.because())
                    .containsExactly(Finding.of(DomainSignatureRule.SIGNED_FOR_DOMAIN, domain, "k1"));
        }
    }

    @Test
    void aStrangerInTheNameOfADomainBehindGetsNoneNorDoesADomainThatIsOursNoMore() {
        assertThat(text(inFront()
                        .stamp(mail(new Origin.Received("192.0.2.1"), "bob@inner.example"))
                        .mail()))
                .startsWith("From: ");
        assertThat(text(signatures(true)
                        .stamp(mail(believed("bob@inner.example"), "bob@inner.example"))
                        .mail()))
                .startsWith("From: ");
    }

    private static Origin believed(String author) {
        return new Origin.Received("10.0.0.5", AuthenticationResults.NONE, Optional.of(MailAddress.parse(author)));
    }

    private DomainSignatures inFront() {
        RelayDomain inner = new RelayDomain(
                new Domain("inner.example"), List.of(RelayDomain.Host.parse("mail.inner.example")), true, List.of());
        return signatures(true).with(new OneBehind(inner));
    }

    private record OneBehind(RelayDomain domain) implements RelayDomains {
        @Override
        public List<RelayDomain> all() {
            return List.of(domain);
        }

        @Override
        public Change putting(RelayDomain other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Change removing(Domain other) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void mailOfOthersThatAFilterSendsOnGoesWithWhatWasFoundWhenItCame() {
        AuthenticationResults found = new AuthenticationResults(List.of("spf=pass", "dmarc=pass"), false);

        DomainSignatures.Stamped stamped =
                signatures(true).stamp(mail(new Origin.Forwarded(ANN, found), "pat@partner.example"));

        assertThat(text(stamped.mail()))
                .startsWith(
                        "ARC-Seal: by k1 for mail.example.org: spf=pass, dmarc=pass\r\nFrom: pat@partner.example\r\n");
        assertThat(stamped.because()).containsExactly(Finding.of(ArcRule.ARC_SEALED, OURS, "k1"));
    }

    @Test
    void mailOfOthersForMembersOfAGroupOutsideIsSealedForTheHouse() {
        AuthenticationResults found = new AuthenticationResults(List.of("spf=none"), false);

        assertThat(text(signatures(true)
                        .stamp(mail(new Origin.Received("192.0.2.1", found), "pat@partner.example"))
                        .mail()))
                .startsWith("ARC-Seal: by k1");
        assertThat(text(signatures(false)
                        .stamp(mail(new Origin.Received("192.0.2.1", found), "pat@partner.example"))
                        .mail()))
                .startsWith("From: ");
    }

    @Test
    void theDnsIsAskedOnlyAboutWhatCouldBeSigned() {
        signatures(false).stamp(mail(new Origin.Submitted(ANN), "ann@example.org"));
        signatures(true).stamp(mail(new Origin.Submitted(ANN), "ann@partner.example"));
        signatures(true).stamp(mail(new Origin.Submitted(ANN), "ann@example.org, bob@example.org"));
        signatures(true).stamp(mail(new Origin.Received("192.0.2.1"), "ann@example.org"));

        assertThat(asked).isEmpty();
    }

    private DomainSignatures signatures(boolean wanted) {
        return new DomainSignatures(new OneKey(), directory(), new FakeCraft(), wanted, "mail.example.org");
    }

    private static final class OneKey implements DomainKeys {
        @Override
        public List<DomainKey> of(Domain domain) {
            return List.of(new DomainKey(domain, "k1", "id", new byte[0], Instant.EPOCH));
        }

        @Override
        public Change adding(DomainKey key) {
            throw new UnsupportedOperationException();
        }
    }

    private final class FakeCraft implements DomainSignatures.Craft {
        @Override
        public InDns inDns(DomainKey key) {
            asked.add(key.recordName());
            return InDns.PUBLISHED;
        }

        @Override
        public String sign(Content content, DomainKey key) {
            return "DKIM-Signature: by " + key.selector();
        }

        @Override
        public String seal(Content content, DomainKey key, String authority, AuthenticationResults arrival) {
            return "ARC-Seal: by " + key.selector() + " for " + authority + ": " + String.join(", ", arrival.results());
        }

        @Override
        public int seals(HeaderSection header) {
            return 0;
        }
    }

    private static String text(MailObject mail) {
        return new String(mail.content().bytes(10_000), StandardCharsets.US_ASCII);
    }

    private static MailObject mail(Origin origin, String from) {
        return new MailObject(
                "q",
                new Envelope(Optional.of(ANN), List.of(MailAddress.parse("pat@partner.example"))),
                Content.of(("From: " + from + "\r\n\r\ntext\r\n").getBytes(StandardCharsets.US_ASCII)),
                origin,
                new SessionSecurity.Plain(),
                Instant.EPOCH);
    }
}
