package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Mailboxes;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.Smime;
import org.sealpost.store.AuditStore;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.CorrespondentStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.FilterStore;
import org.sealpost.store.KeyLids;
import org.sealpost.store.KeyStore;
import org.sealpost.store.PrivateContactStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.RuleStore;
import org.sealpost.store.SealedMailStore;
import org.sealpost.store.SealedStorageStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** People's filters at work on the whole way of a message, with real keys and stores. */
class FiltersTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress DORA = MailAddress.parse("dora@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final MailAddress QUINN = MailAddress.parse("quinn@elsewhere.example");
    private static final String CANARY = "xylophone-2791";
    private static final String ALL =
            "require [\"fileinto\", \"reject\", \"body\", \"copy\", \"variables\", \"vacation\","
                    + " \"imap4flags\", \"envelope\"];\n";

    private final Map<String, String> stored = new LinkedHashMap<>();
    private final List<String> outside = new ArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private int queueIds;
    private Path folder = Path.of("");
    private Optional<House> opened = Optional.empty();

    @BeforeEach
    void folder() throws IOException {
        folder = TestFolders.make("filters");
    }

    @AfterEach
    void close() {
        opened.ifPresent(house -> house.database.close());
    }

    @Test
    void aMessageLiesWhereItsOwnersFilterPutsIt() {
        House house = house(
                BOB, "addflag \"\\\\Flagged\"; if header :contains \"subject\" \"offer\" { fileinto \"Offers\"; }");

        house.arrives(received(PAT, BOB, "Subject: an offer\r\n", "text"));

        assertThat(stored.keySet()).containsExactly("bob@example.org Offers [\\Flagged]");
        assertThat(house.outcomes()).contains("filter mine: into Offers");
        assertThat(house.rules()).contains("FILTER_OF_THE_OWNER");
    }

    @Test
    void whatIsThrownAwayIsInTheAuditLogAlone() {
        House house = house(BOB, "discard;");

        house.arrives(received(PAT, BOB, "", "text"));

        assertThat(stored).isEmpty();
        assertThat(house.outcomes()).contains("filter mine: thrown away");
        assertThat(house.queue.browse(10)).isEmpty();
    }

    @Test
    void aFilterThatGoesWrongLosesNothingAndItsOwnerIsToldOnceADay() {
        House house = house(BOB, "fileinto \"A\"; reject \"no\";");

        house.arrives(received(PAT, BOB, "", "first"));
        house.arrives(received(PAT, BOB, "", "second"));

        assertThat(stored.keySet()).hasSize(2).allMatch(key -> key.startsWith("bob@example.org INBOX"));
        List<MailObject> notes = house.takeQueue();
        assertThat(notes).hasSize(1);
        assertThat(text(notes.getFirst())).contains("Your filter could not be run", "Auto-Submitted: auto-generated");
        assertThat(notes.getFirst().envelope().recipients()).containsExactly(BOB);
        assertThat(house.rules()).contains("FILTER_FAILED");
    }

    /** F88. */
    @Test
    void theTextOfSealedMailIsLookedIntoWithTheKeyInTheHousesCustodyOnly() {
        String script = "if body :contains \"" + CANARY + "\" { fileinto \"Found\"; } else { discard; }";
        House house = house(BOB, script);
        house.filter(DORA, script);

        house.arrives(submitted(ANN, BOB, "hidden", CANARY));
        house.arrives(submitted(ANN, DORA, "hidden", CANARY));

        assertThat(stored.keySet()).containsExactly("bob@example.org Found []", "dora@example.org INBOX []");
        assertThat(stored.get("dora@example.org INBOX []")).doesNotContain(CANARY);
        assertThat(house.findings())
                .anySatisfy(finding -> assertThat(finding.facts()).containsExactly("body (line 2)"));
    }

    @Test
    void whoeverDoesNotWantFiltersToLookIntoOpenedMailIsObeyed() {
        House house = house(
                BOB,
                "if header :contains \"subject\" \"hidden\" { discard; }" + " if body :contains \"" + CANARY
                        + "\" { discard; }");
        house.administration.readOpened(BOB, false, "bob@example.org");

        house.arrives(submitted(ANN, BOB, "hidden", CANARY));

        assertThat(stored.keySet()).containsExactly("bob@example.org INBOX []");
        assertThat(house.rules()).contains("FILTER_TEST_NOT_EVALUATED");
    }

    @Test
    void mailInClearIsSentOnAsItCameUnderTheOwnersName() {
        House house = house(BOB, "redirect \"quinn@elsewhere.example\";");

        AuthenticationResults found = new AuthenticationResults(List.of("dmarc=pass"), false);
        house.arrives(received(PAT, BOB, "Subject: an offer\r\nDKIM-Signature: v=1\r\n", "text")
                .withOrigin(new Origin.Received("192.0.2.1", found)));

        assertThat(stored).isEmpty();
        MailObject sent = house.takeQueue().getFirst();
        assertThat(sent.envelope()).isEqualTo(new Envelope(Optional.of(BOB), List.of(QUINN)));
        assertThat(sent.origin()).isEqualTo(new Origin.Forwarded(BOB, found));
        house.carry(sent);
        assertThat(outside.getFirst())
                .startsWith("Delivered-To: bob@example.org\r\nFrom: pat@partner.example")
                .contains("Subject: an offer", "DKIM-Signature: v=1", "text")
                .doesNotContain("X-Sealpost", "multipart/signed");
    }

    @Test
    void whatCameSealedIsSentOnSealedOrNotAtAll() {
        House house = house(BOB, "redirect :copy \"pat@partner.example\"; redirect \"quinn@elsewhere.example\";");

        house.arrives(submitted(ANN, BOB, "hidden " + CANARY, CANARY));

        List<MailObject> sent = house.takeQueue();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().envelope().recipients()).containsExactly(PAT);
        house.carry(sent.getFirst());
        assertThat(outside.getFirst())
                .contains("smime-type=enveloped-data", "Delivered-To: bob@example.org")
                .doesNotContain(CANARY, "X-Sealpost");
        assertThat(stored.keySet()).as("nobody can seal to Quinn").containsExactly("bob@example.org INBOX []");
        assertThat(house.rules()).contains("FILTER_REDIRECT_REFUSED");
    }

    @Test
    void theRulesOfTheGatewayHoldForWhatFiltersSendOn() {
        House house = house(BOB, "redirect \"quinn@elsewhere.example\";");
        new RuleAdministration(house.ruleStore, house.audit, clock).demandEncryption("elsewhere.example", "admin");

        house.arrives(received(PAT, BOB, "", "text"));

        assertThat(house.takeQueue()).isEmpty();
        assertThat(stored.keySet()).containsExactly("bob@example.org INBOX []");
    }

    @Test
    void whatComesRoundAgainStays() {
        House house = house(BOB, "redirect \"ann@example.org\";");
        house.filter(ANN, "redirect \"bob@example.org\";");

        house.arrives(received(PAT, BOB, "", "text"));
        for (int i = 0; i < 10; i++) {
            house.takeQueue().forEach(mail -> house.arrives(renamed(mail)));
        }

        assertThat(stored.keySet()).containsExactly("bob@example.org INBOX []");
        assertThat(house.rules()).contains("FILTER_LOOP");
    }

    @Test
    void aBounceIsSentOnAsACopyOnlyAndStaysABounce() {
        House house = house(BOB, "redirect \"quinn@elsewhere.example\";");
        MailObject bounce = received(PAT, BOB, "", "text");

        house.arrives(bounce.withEnvelope(new Envelope(Optional.empty(), List.of(BOB))));

        assertThat(stored.keySet()).containsExactly("bob@example.org INBOX []");
        assertThat(house.takeQueue().getFirst().envelope().reversePath()).isEmpty();
    }

    /** A13, T15: neither subject nor text of what came sealed, also not by way of a variable. */
    @Test
    void noAnswerCarriesWhatCameSealed() {
        House house = house(BOB, """
                vacation "I am away.";
                """);
        house.filter(DORA, "");
        house.arrives(submitted(ANN, BOB, "hidden " + CANARY, CANARY));
        house.filter(BOB, """
                if body :matches "*%s*" { set "found" "%s"; }
                if header :matches "subject" "*" { set "subject" "${1}"; }
                vacation :subject "Re: ${subject}" "about ${1}";
                fileinto "x ${1}";
                redirect "${1}@example.org";
                """.formatted(CANARY, CANARY));
        house.arrives(submitted(ANN, BOB, CANARY, CANARY));
        house.filter(BOB, "if header :matches \"subject\" \"*\" { reject \"no ${1}\"; }");
        List<Outcome> rejected = house.arrives(submitted(ANN, BOB, CANARY, CANARY));

        List<MailObject> queued = house.takeQueue();
        assertThat(queued).hasSize(1);
        assertThat(text(queued.getFirst()))
                .contains("Subject: Automatic reply", "Auto-Submitted: auto-replied", "In-Reply-To: <")
                .doesNotContain(CANARY);
        assertThat(queued.getFirst().envelope().reversePath()).isEmpty();
        assertThat(rejected.toString()).contains("does not want this message").doesNotContain(CANARY);
        assertThat(house.rules()).contains("FILTER_TEXT_STAYS_INSIDE", "REPLY_SENT");
        assertThat(house.audit.find("", 10_000).toString()).doesNotContain(CANARY);
    }

    @Test
    void anAnswerQuotesTheSubjectOfClearMailAndGoesOnce() {
        House house = house(BOB, "vacation :days 3 \"I am away.\";");

        house.arrives(received(PAT, BOB, "Subject: lunch\r\n", "text"));
        house.arrives(received(PAT, BOB, "Subject: dinner\r\n", "text"));
        house.arrives(received(QUINN, BOB, "List-Id: <chess>\r\n", "text"));

        List<MailObject> answers = house.takeQueue();
        assertThat(answers).hasSize(1);
        assertThat(text(answers.getFirst())).contains("Subject: Auto: lunch\r\n", "To: <pat@partner.example>");
        assertThat(house.rules()).contains("REPLY_SENT_BEFORE", "REPLY_TO_LIST");
    }

    @Test
    void anAnswerGoesAsTheRulesDemandOrNotAtAll() {
        House house = house(BOB, "vacation \"I am in hospital.\";");
        new RuleAdministration(house.ruleStore, house.audit, clock).demandEncryption("*.example", "admin");

        house.arrives(received(QUINN, BOB, "", "text"));
        house.arrives(received(PAT, BOB, "", "text"));

        List<MailObject> answers = house.takeQueue();
        assertThat(answers).hasSize(1);
        house.carry(answers.getFirst());
        assertThat(outside.getFirst())
                .contains("To: <pat@partner.example>", "smime-type=enveloped-data", "Auto-Submitted: auto-replied")
                .doesNotContain("hospital", "aG9zcGl0YWw");
        assertThat(house.rules()).contains("REPLY_STOPPED_BY_RULE");
    }

    @Test
    void aRejectedMessageGoesBackWithTheReason() {
        House house = house(BOB, "reject \"write to\r\nmy office\";");

        List<Outcome> outcomes = house.arrives(received(PAT, BOB, "", "text"));

        assertThat(stored).isEmpty();
        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.status().toString()).isEqualTo("5.7.1");
            assertThat(failed.reason()).isEqualTo("the recipient does not want this message: write to my office");
        });
    }

    @Test
    void whatIsSuspectedLiesInJunkWhateverTheFilterSays() {
        House house = house(BOB, "vacation \"away\"; redirect \"quinn@elsewhere.example\";");
        MailObject mail = received(PAT, BOB, "", "text");

        house.arrives(new MailObject(
                mail.queueId(),
                mail.envelope(),
                mail.content(),
                new Origin.Received("partner.example", new AuthenticationResults(List.of("dmarc=fail"), true)),
                mail.receivedOver(),
                mail.receivedAt()));

        assertThat(stored.keySet()).containsExactly("bob@example.org Junk []");
        assertThat(house.takeQueue()).isEmpty();
    }

    /** A23. */
    @Test
    void aDraftOfSuchAnAnswerIsSealedToWhoHasTheKeyOnADevice() {
        House house = house(BOB, "keep;");
        String doras = house.sealedTo(DORA);
        String bobs = house.sealedTo(BOB);

        assertThat(house.appended(DORA, "In-Reply-To: " + doras, true))
                .contains("enveloped-data")
                .doesNotContain(CANARY);
        assertThat(house.appended(DORA, "X-Forwarded-Message-Id: " + doras, true))
                .contains("enveloped-data")
                .doesNotContain(CANARY);
        assertThat(house.appended(DORA, "In-Reply-To: " + doras, false)).contains(CANARY);
        assertThat(house.appended(DORA, "In-Reply-To: <other@x>", true)).contains(CANARY);
        assertThat(house.appended(BOB, "In-Reply-To: " + bobs, true))
                .as("a program without a key could not go on with it")
                .contains(CANARY);
    }

    /** A23. */
    @Test
    void anAnswerToWhatCameSealedIsSealedOrRefusedUnlessItsAuthorSaysNo() {
        House house = house(BOB, "keep;");
        MailObject sealed =
                mail(ANN, BOB, "Subject: x\r\nX-Sealpost-Encrypt: yes\r\n", CANARY, new Origin.Submitted(ANN));
        MailObject byDefault = submitted(ANN, BOB, "x", "lunch?");
        house.arrives(sealed);
        house.arrives(byDefault);

        assertThat(plan(house, "In-Reply-To: <" + sealed.queueId() + "@x>\r\n", QUINN)
                        .isRefused())
                .isTrue();
        assertThat(plan(house, "References: <a@b>\r\n <" + sealed.queueId() + "@x>\r\n", QUINN)
                        .isRefused())
                .isTrue();
        assertThat(plan(house, "In-Reply-To: <" + sealed.queueId() + "@x>\r\n", PAT)
                        .protection()
                        .because())
                .contains(Finding.of(ProtectionRule.ANSWERS_SEALED_MAIL));
        assertThat(plan(house, "In-Reply-To: <" + sealed.queueId() + "@x>\r\nX-Sealpost-Encrypt: no\r\n", QUINN)
                        .isRefused())
                .isFalse();
        String forwarded = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: message/rfc822\r\n\r\nSubject: x\r\nMessage-ID: <" + sealed.queueId()
                + "@x>\r\n\r\nquoted\r\n--b--\r\n";
        assertThat(plan(house, forwarded, QUINN).isRefused())
                .as("passed on as an attachment")
                .isTrue();
        assertThat(plan(house, "X-Forwarded-Message-Id: <" + sealed.queueId() + "@x>\r\n", QUINN)
                        .isRefused())
                .isTrue();
        assertThat(plan(house, "In-Reply-To: <" + byDefault.queueId() + "@x>\r\n", QUINN)
                        .isRefused())
                .as("others may have got that in clear")
                .isFalse();
    }

    @Test
    void aReportStandsInTheRecordOfTheMessageThatItIsAbout() {
        House house = house(BOB, "keep;");
        MailObject sent = submitted(BOB, QUINN, "x", "text");
        house.arrives(sent);
        MailObject report = received(
                QUINN,
                BOB,
                "Content-Type: multipart/report; boundary=b\r\n",
                "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
                        + "Final-Recipient: rfc822; quinn@elsewhere.example\r\nAction: failed\r\nStatus: 5.2.2\r\n--b\r\n"
                        + "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + sent.queueId() + "@x>\r\n--b--");

        house.arrives(report);
        house.arrives(renamed(report).withEnvelope(new Envelope(Optional.empty(), List.of(BOB))));

        assertThat(house.audit.find(sent.queueId(), 100))
                .extracting(line -> line.event().outcome())
                .filteredOn(outcome -> outcome.startsWith("a report says"))
                .as("who has an address of their own reports nothing")
                .containsExactly("a report says: failed for quinn@elsewhere.example");
    }

    private Preview.Plan plan(House house, String header, MailAddress to) {
        return house.preview
                .of(mail(BOB, to, header, "quoted", new Origin.Submitted(BOB)))
                .getFirst();
    }

    private House house(MailAddress owner, String script) {
        House house = new House();
        opened = Optional.of(house);
        house.filter(owner, script);
        return house;
    }

    private MailObject received(MailAddress from, MailAddress to, String header, String text) {
        return mail(from, to, header, text, new Origin.Received("partner.example"));
    }

    private MailObject submitted(MailAddress from, MailAddress to, String subject, String text) {
        return mail(from, to, "Subject: " + subject + "\r\n", text, new Origin.Submitted(from));
    }

    private MailObject mail(MailAddress from, MailAddress to, String header, String text, Origin origin) {
        String id = nextId();
        return new MailObject(
                id,
                new Envelope(Optional.of(from), List.of(to)),
                Content.of(("From: " + from + "\r\nTo: " + to + "\r\nMessage-ID: <" + id + "@x>\r\n" + header + "\r\n"
                                + text + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)),
                origin,
                new SessionSecurity.Plain(),
                clock.instant());
    }

    private MailObject renamed(MailObject mail) {
        return new MailObject(
                nextId(), mail.envelope(), mail.content(), mail.origin(), mail.receivedOver(), mail.receivedAt());
    }

    private String nextId() {
        return "q%04d".formatted(++queueIds);
    }

    private static String text(MailObject mail) {
        return new String(mail.content().bytes(1 << 20), StandardCharsets.UTF_8);
    }

    private final class House {
        private final Database database = database();
        private final DirectoryStore directory = new DirectoryStore(database);
        private final RuleStore ruleStore = new RuleStore(database);
        private final AuditStore audit = new AuditStore(database);
        private final QueueStore queue =
                new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
        private final CertificateStore certificates = new CertificateStore(database, clock);
        private final KeyStore keys = new KeyStore(
                database,
                new KeyLids(database, new KeyVault(KeyVault.newKey()), IssuanceJournal.NONE),
                certificates,
                clock);
        private final CorrespondentStore correspondents = new CorrespondentStore(database);
        private final Examiner.Known known =
                new Examiner.Known(certificates, new PrivateContactStore(database), correspondents);
        private final CertificateAuthority authority = CertificateAuthority.setUp(
                new PkiConfig(ANN.domain(), "Example", URI.create("http://pki.example.org")),
                certificates,
                keys,
                use -> {},
                clock.instant());
        private final Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        private final Preview preview = new Preview(new Examiner(
                        directory, known, keys, ruleStore, smime, new Examiner.Outward(Optional.empty(), true), clock)
                .with(new Answers(new SealedMailStore(database))));
        private final NewMail newMail = new NewMail();
        private final FilterStore scripts = new FilterStore(database);
        private final FilterAdministration administration = new FilterAdministration(scripts, audit, clock);
        private final Acceptance acceptance = new Acceptance(
                directory, queue, audit, clock, FiltersTest.this::nextId, newMail, SubmissionGate.previewing(preview));
        private final Transport transport = new Transport(
                preview,
                audit,
                new Sealer(smime, keys, known, clock),
                queue,
                new LocalDelivery(
                                directory,
                                mailboxes(),
                                smime,
                                new LocalDelivery.Keys(new DomainGateway(certificates, keys), correspondents),
                                audit,
                                "mail.example.org",
                                clock)
                        .remembering(new Answers(new SealedMailStore(database)))
                        .with(new Reports(queue::queueIdOf))
                        .filtering(new Filters(
                                scripts,
                                mailboxes(),
                                new Filters.Way(
                                        acceptance,
                                        preview,
                                        queue,
                                        FiltersTest.this::nextId,
                                        newMail,
                                        "mail.example.org",
                                        clock))),
                this::courier,
                clock);

        House() {
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(ANN.domain());
            for (MailAddress address : List.of(ANN, BOB, DORA)) {
                Custody custody = address.equals(DORA) ? Custody.DEVICE : Custody.ORGANISATION;
                editor.addAccount(new Account(address, "x", "", List.of(), custody, 0, true), "no password");
            }
            for (MailAddress address : List.of(ANN, BOB, DORA, PAT)) {
                KeyPair pair = KeyPairs.generate("EC-P256");
                keys.put(KeyPairs.id(pair.getPublic()), address.key(), pair.getPrivate());
                authority.issue(
                        CertificateRequest.mail(
                                Templates.MAIL_USER.withKey("EC-P256"),
                                "x",
                                List.of(address),
                                pair.getPublic(),
                                address.key()),
                        clock.instant());
            }
        }

        /** A message that came encrypted; its Message-ID. */
        String sealedTo(MailAddress to) {
            MailObject mail =
                    mail(ANN, to, "Subject: x\r\nX-Sealpost-Encrypt: yes\r\n", CANARY, new Origin.Submitted(ANN));
            arrives(mail);
            return "<" + mail.queueId() + "@x>";
        }

        /** What lies in a folder when a mail program puts this there. */
        String appended(MailAddress owner, String field, boolean draft) {
            StoredForms forms = new StoredForms(
                    new Storing(
                            new SealedStorageStore(database),
                            SharedMailboxes.NONE,
                            directory,
                            certificates,
                            smime,
                            clock),
                    directory,
                    smime,
                    keys,
                    new Answers(new SealedMailStore(database)));
            String message = field + "\r\nSubject: Re: x\r\n\r\n" + CANARY + "\r\n";
            Content lying = forms.appended(owner, Content.of(message.getBytes(StandardCharsets.UTF_8)), draft);
            return new String(lying.bytes(1 << 20), StandardCharsets.UTF_8);
        }

        void filter(MailAddress owner, String script) {
            administration.put(owner, "mine", ALL + script, owner.toString());
            administration.activate(owner, Optional.of("mine"), owner.toString());
        }

        List<Outcome> arrives(MailObject mail) {
            queue.enqueue(mail);
            MailQueue.Leased leased = queue
                    .lease(100, clock.instant(), clock.instant().plusSeconds(60))
                    .stream()
                    .filter(one -> one.mail().queueId().equals(mail.queueId()))
                    .findFirst()
                    .orElseThrow();
            List<Outcome> outcomes = transport.carry(leased);
            queue.complete(
                    new MailQueue.Leased(mail, 0, "done"), mail.envelope().recipients());
            return outcomes;
        }

        void carry(MailObject mail) {
            transport.carry(new MailQueue.Leased(mail, 0, "lease"));
        }

        /** What filters put into the queue. */
        List<MailObject> takeQueue() {
            Instant later = clock.instant().plusSeconds(600);
            List<MailObject> found = queue.lease(100, later, later.plusSeconds(60)).stream()
                    .map(MailQueue.Leased::mail)
                    .toList();
            // Their contents go with them.
            List<MailObject> kept = found.stream()
                    .map(mail -> mail.withContent(Content.of(mail.content().bytes(1 << 20))))
                    .toList();
            found.forEach(mail -> queue.complete(
                    new MailQueue.Leased(mail, 0, "done"), mail.envelope().recipients()));
            return kept;
        }

        private List<Outcome> courier(Content content, Envelope envelope, Courier.Route route, Courier.Terms terms) {
            outside.add(new String(content.bytes(1 << 20), StandardCharsets.UTF_8));
            return envelope.recipients().stream()
                    .map(recipient -> (Outcome) new Outcome.Delivered(recipient, Optional.empty()))
                    .toList();
        }

        List<String> outcomes() {
            return audit.find("", 10_000).stream()
                    .map(line -> line.event().outcome())
                    .toList();
        }

        List<Finding> findings() {
            return audit.find("", 10_000).stream()
                    .map(AuditLine::event)
                    .flatMap(event -> event.because().stream())
                    .toList();
        }

        List<String> rules() {
            return findings().stream().map(finding -> finding.rule().name()).toList();
        }
    }

    private Mailboxes mailboxes() {
        return new Mailboxes() {
            @Override
            public Change appending(MailAddress account, Place place, Content content, String deliveryId) {
                return () -> {
                    String key = account + " " + place.folder() + " " + place.flags();
                    stored.merge(
                            stored.containsKey(key) ? key + " " + deliveryId : key,
                            new String(content.bytes(1 << 20), StandardCharsets.UTF_8),
                            (one, other) -> other);
                };
            }

            @Override
            public boolean has(MailAddress account, String folder) {
                return false;
            }

            @Override
            public long usedBytes(MailAddress account) {
                return 0;
            }

            @Override
            public void removeAll(MailAddress account) {
                stored.clear();
            }
        };
    }

    private Database database() {
        Database database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        return database;
    }
}
