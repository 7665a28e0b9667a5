package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
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
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionRule;
import org.sealpost.policy.InspectionSettings;
import org.sealpost.policy.InspectionSettings.Encrypted;
import org.sealpost.policy.InspectionSettings.Failure;
import org.sealpost.policy.InspectionSettings.Unread;
import org.sealpost.policy.Quarantine.Entry;
import org.sealpost.policy.RuleFields;
import org.sealpost.policy.Scan;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.SignedParts;
import org.sealpost.protection.Smime;
import org.sealpost.store.AuditStore;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.CorrespondentStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.KeyLids;
import org.sealpost.store.KeyStore;
import org.sealpost.store.PrivateContactStore;
import org.sealpost.store.QuarantineStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.RuleStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.Agent.AgentFailure;
import org.sealpost.transport.Agent.Answer;
import org.sealpost.transport.Agent.Power;

/** Scanners, rules about content, quarantine and agents on the way of a message; real keys and stores, played far ends. */
class InspectionTest {
    private static final CertificateTemplate TEMPLATE = Templates.MAIL_USER.withKey("EC-P256");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress DORA = MailAddress.parse("dora@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final String HARM = "the harmful words";
    private static final String SIGNED = """
            From: pat@partner.example
            To: bob@example.org
            MIME-Version: 1.0
            Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=s

            --s
            Content-Type: text/plain

            signed  words\s
            --s
            Content-Type: application/pkcs7-signature

            AAAA
            --s--
            """.replace("\n", "\r\n");

    private final Clock clock = Clock.systemUTC();
    private final Map<String, Content> delivered = new HashMap<>();
    private final List<Content> seen = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private Path folder = Path.of("");
    private Optional<Database> opened = Optional.empty();
    private Optional<Scan> answer = Optional.empty();
    private Answer says = Answer.NOTHING;
    private boolean fails;
    private List<MailAddress> inspectors = List.of();

    @BeforeEach
    void folder() throws IOException {
        folder = TestFolders.make("inspection");
    }

    @AfterEach
    void close() {
        opened.ifPresent(Database::close);
    }

    @Test
    void infectedMailIsPutAsideWholeAndGoesOnWhenItIsReleased() {
        House house = new House(InspectionSettings.STANDARD);
        MailObject mail = received("q1", SIGNED.replace("signed", HARM), BOB);

        List<Outcome> outcomes = house.carry(mail);

        assertThat(outcomes).containsExactly(new Outcome.Settled(BOB));
        assertThat(delivered).isEmpty();
        Entry entry = house.desk.list(10).getFirst();
        assertThat(entry.recipients()).containsExactly(BOB);
        assertThat(entry.because()).contains(Finding.of(InspectionRule.VIRUS_FOUND, "Scanner", "Harm"));
        assertThat(house.store.mail(entry.id()).map(kept -> text(kept.content())))
                .contains(text(mail.content()));
        assertThat(house.notice(BOB))
                .contains("A message to you was put into quarantine")
                .doesNotContain(HARM);

        String again = house.desk.release(entry.id(), "admin eve", "a false alarm");
        house.carryNext(again);

        Content got = delivered.getOrDefault(again + " " + BOB, Content.of(new byte[0]));
        assertThat(SignedParts.of(got)).isEqualTo(SignedParts.of(mail.content()));
        assertThat(house.findings(again))
                .contains(Finding.of(InspectionRule.RELEASED_FROM_QUARANTINE, "admin eve", "a false alarm"));
        assertThat(house.desk.find(entry.id()).flatMap(Entry::releasedAs))
                .as("the original stays as evidence")
                .contains(again);
        assertThat(house.audit.verify().fault()).isEmpty();
    }

    @Test
    void forAllRecipientsWhoDoNotGetItThereIsOneEntryAndOneNotice() {
        House house = new House(InspectionSettings.STANDARD);

        house.carry(submitted("q1", HARM, BOB, PAT, DORA));

        assertThat(house.desk.list(10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.recipients()).containsExactly(BOB, PAT, DORA));
        assertThat(house.queue.browse(10)).hasSize(1);
        assertThat(house.notice(ANN)).contains("Your message was put into quarantine");
    }

    @Test
    void aSecondReleaseOrRemovalFindsThatSomebodyWasFaster() {
        House house = new House(InspectionSettings.STANDARD);
        house.carry(received("q1", "From: x\r\n\r\n" + HARM, BOB));
        String id = house.desk.list(1).getFirst().id();

        house.desk.release(id, "admin eve", "fine");

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> house.desk.release(id, "admin max", "fine"))
                .hasMessageContaining("released or removed by somebody before");
        house.desk.remove(id, "admin eve", "done");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> house.desk.remove(id, "admin eve", "done"))
                .hasMessageContaining("no message " + id);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> house.desk.release(id, "admin eve", " "))
                .hasMessageContaining("a reason is one line");
    }

    @Test
    void encryptedMailIsOpenedInACopyForTheScannerAndEachOpeningIsOnRecord() {
        House house = new House(InspectionSettings.STANDARD);
        MailObject harmful = received("q1", sealedTo(house, BOB, HARM), BOB);
        MailObject harmless = received("q2", sealedTo(house, BOB, "good words"), BOB);

        house.carry(harmful);
        house.carry(harmless);

        assertThat(house.desk.list(10)).extracting(Entry::queueId).containsExactly("q1");
        assertThat(house.store.mail(house.desk.list(1).getFirst().id()).map(kept -> text(kept.content())))
                .as("the evidence is the message as it came")
                .contains(text(harmful.content()));
        assertThat(delivered).containsOnlyKeys("q2 " + BOB);
        assertThat(house.audit.find("q2", 20)).anySatisfy(line -> {
            assertThat(line.event().action()).isEqualTo(AuditAction.DECRYPT);
            assertThat(line.event().actor()).isEqualTo("inspection");
        });
    }

    @Test
    void mailToSomebodyWhoseKeyIsElsewhereIsMarkedOrPutAside() {
        House lenient = new House(InspectionSettings.STANDARD);
        lenient.carry(received("q1", sealedTo(lenient, DORA, HARM), DORA));

        assertThat(text(delivered.getOrDefault("q1 " + DORA, Content.of(new byte[0]))))
                .contains("X-Sealpost-Inspection: encrypted, not inspected");
        close();

        House strict = new House(new InspectionSettings(Encrypted.INSPECT, Unread.QUARANTINE, Failure.DEFER));
        strict.carry(received("q2", sealedTo(strict, DORA, HARM), DORA));
        assertThat(strict.desk.list(10)).extracting(Entry::queueId).containsExactly("q2");
    }

    @Test
    void whatIsEncryptedToAnInspectorTooIsOpenedWithTheInspectorsKey() {
        inspectors = List.of(BOB);
        House house = new House(InspectionSettings.STANDARD);
        Content clear = content("From: pat@partner.example\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain\r\n\r\n" + HARM + "\r\n");
        Content both = house.smime.encrypt(
                clear, List.of(house.certificate(DORA), house.certificate(BOB)), EncryptionFormat.CONSERVATIVE);

        house.carry(received("q1", text(both), DORA));

        assertThat(house.desk.list(10)).extracting(Entry::queueId).containsExactly("q1");
        assertThat(house.audit.find("q1", 20))
                .anySatisfy(
                        line -> assertThat(line.event().outcome()).contains("opened for inspection", BOB.toString()));
    }

    @Test
    void byTheSettingEncryptedMailIsLeftClosedOrPutAsideUnopened() {
        House leave = new House(new InspectionSettings(Encrypted.DELIVER, Unread.DELIVER, Failure.DEFER));
        leave.carry(received("q1", sealedTo(leave, BOB, HARM), BOB));
        assertThat(text(delivered.getOrDefault("q1 " + BOB, Content.of(new byte[0]))))
                .contains("X-Sealpost-Inspection: encrypted, not inspected");
        assertThat(seen).noneMatch(content -> text(content).contains(HARM));
        close();

        House aside = new House(new InspectionSettings(Encrypted.QUARANTINE, Unread.DELIVER, Failure.DEFER));
        aside.carry(received("q2", sealedTo(aside, BOB, HARM), BOB));
        assertThat(aside.desk.list(10)).extracting(Entry::queueId).containsExactly("q2");
        assertThat(aside.audit.find("q2", 20)).noneMatch(line -> line.event().action() == AuditAction.DECRYPT);
    }

    @Test
    void whileTheScannerIsSilentMailWaits() {
        House house = new House(InspectionSettings.STANDARD);
        answer = Optional.of(new Scan.Failed("Scanner", "no connection"));

        List<Outcome> outcomes = house.carry(received("q1", "From: x\r\n\r\nhello\r\n", BOB));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Outcome.Deferred.class, waits -> {
            assertThat(waits.status().toString()).isEqualTo("4.7.0");
            assertThat(waits.reason()).contains("no connection");
        });
        assertThat(delivered).isEmpty();
    }

    @Test
    void aRuleAboutContentIsPreviewedEnforcedAndRecordedAlike() {
        House house = new House(InspectionSettings.STANDARD);
        house.rules(
                Map.of("detect", "card-number", "to", "partner.example", "inspect", "quarantine"),
                Map.of("words", "salary", "inspect", "refuse", "tell", "Ask the personnel office."),
                Map.of("words", "draft", "inspect", "mark"));
        MailObject card = submitted("q1", "the card 4111 1111 1111 1111", BOB, PAT);
        MailObject salary = submitted("q2", "your salary", BOB);
        MailObject draft = submitted("q3", "a draft", BOB);
        List<String> previewed =
                house.preview.of(card).stream().map(Plans::outcome).toList();

        List<Outcome> outcomes = house.carry(card);
        house.carry(draft);

        assertThat(previewed.get(1)).isEqualTo("put into quarantine for pat@partner.example");
        assertThat(outcomes).contains(new Outcome.Settled(PAT), new Outcome.Settled(BOB));
        assertThat(delivered).containsOnlyKeys("q1 " + BOB, "q3 " + BOB);
        assertThat(house.audit.find("q1", 20))
                .extracting(line -> line.event().outcome())
                .containsAll(previewed);
        assertThat(house.audit.find("q1", 20))
                .noneMatch(line -> line.event().toString().contains("4111"));
        assertThat(house.notice(ANN)).contains("Your message was put into quarantine");
        assertThat(SubmissionGate.previewing(house.preview).ask(salary).refusal())
                .hasValueSatisfying(refusal ->
                        assertThat(refusal.words()).isEqualTo("not sent to anybody: Ask the personnel office."));
        assertThat(text(delivered.getOrDefault("q3 " + BOB, Content.of(new byte[0]))))
                .contains("X-Sealpost-Inspection: rule ");
    }

    @Test
    void agentsSeeAddAndChangeWithinTheirPowerAndSignedPartsStayAsTheyAre() {
        agents.add(agent("journal", Power.READ, false));
        agents.add(agent("label", Power.ADD_HEADER, false));
        agents.add(agent("footer", Power.MODIFY, false));
        House house = new House(InspectionSettings.STANDARD);
        says = new Answer(List.of("X-Label: 1"), Optional.empty());
        MailObject signed = received("q1", SIGNED, BOB);

        house.carry(signed);

        Content got = delivered.getOrDefault("q1 " + BOB, Content.of(new byte[0]));
        assertThat(text(got)).contains("X-Label: 1\r\n").doesNotContain("changed by an agent");
        assertThat(SignedParts.of(got)).isEqualTo(SignedParts.of(signed.content()));
        String hash = SignedParts.of(signed.content()).parts().getFirst().sha256();
        assertThat(house.findings("q1"))
                .contains(
                        Finding.of(InspectionRule.SIGNED_PART_KEPT, "body", hash),
                        Finding.of(InspectionRule.AGENT_LEFT_OUT, "footer"),
                        Finding.of(InspectionRule.AGENT_RAN, "journal", "it changed nothing"));

        house.carry(received("q2", "From: pat@partner.example\r\n\r\nclear\r\n", BOB));
        assertThat(text(delivered.getOrDefault("q2 " + BOB, Content.of(new byte[0]))))
                .contains("changed by an agent");
    }

    @Test
    void anAgentThatMayBreakSignaturesDoesSoOnRecord() {
        agents.add(agent("footer", Power.MODIFY, true));
        House house = new House(InspectionSettings.STANDARD);

        house.carry(received("q1", SIGNED, BOB));

        assertThat(house.findings("q1")).contains(Finding.of(InspectionRule.AGENT_BROKE_SIGNATURE, "footer"));
        assertThat(delivered).containsOnlyKeys("q1 " + BOB);
    }

    @Test
    void mailWaitsIfAnAgentFailsOrAnswersWhatItMayNot() {
        agents.add(agent("label", Power.ADD_HEADER, false));
        House house = new House(InspectionSettings.STANDARD);
        for (String bad : List.of(
                "From: eve@evil.example",
                "Content-Type: text/html",
                "X-Sealpost-Smime-Status: good",
                "no field",
                "X-A: \u0007")) {
            says = new Answer(List.of(bad), Optional.empty());
            assertThat(house.carry(received("q1", SIGNED, BOB)))
                    .as(bad)
                    .allMatch(outcome -> outcome instanceof Outcome.Deferred);
        }
        says = new Answer(List.of(), Optional.of(Content.of(new byte[0])));
        assertThat(house.carry(received("q1", SIGNED, BOB)))
                .as("more than its power")
                .allMatch(outcome -> outcome instanceof Outcome.Deferred);
        fails = true;
        assertThat(house.carry(received("q1", SIGNED, BOB))).allMatch(outcome -> outcome instanceof Outcome.Deferred);
        assertThat(delivered).isEmpty();
    }

    @Test
    void whatIsChangedOnItsWayIsNotDelivered() {
        Agents.Handled handled = Agents.untouched(received("q1", SIGNED, BOB));

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> handled.proof(content(SIGNED.replace("signed  words ", "signed words"))))
                .hasMessageContaining("a signed part was changed");
        assertThat(handled.proof(content("X-New: 1\r\n" + SIGNED))).hasSize(1);
    }

    @Test
    void whatLiesInQuarantineTooLongIsRemovedAndThatIsOnRecord() {
        House house = new House(InspectionSettings.STANDARD, Duration.ofMillis(1));
        house.carry(received("q1", "From: x\r\n\r\n" + HARM, BOB));

        assertThat(house.desk.expire()).isOne();

        assertThat(house.desk.list(10)).isEmpty();
        assertThat(house.audit.find("q1", 20))
                .anySatisfy(
                        line -> assertThat(line.event().outcome()).contains("removed from quarantine, undelivered"));
    }

    private static String sealedTo(House house, MailAddress recipient, String words) {
        Content clear = content("From: pat@partner.example\r\nTo: " + recipient + "\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain\r\n\r\n" + words + "\r\n");
        return text(house.smime.encrypt(clear, List.of(house.certificate(recipient)), EncryptionFormat.CONSERVATIVE));
    }

    private Agent agent(String name, Power power, boolean breaks) {
        Agent.Terms terms = new Agent.Terms(
                name, power, Set.of("received", "submitted"), true, breaks, Duration.ofSeconds(5), 1 << 20);
        return new Agent() {
            @Override
            public Terms terms() {
                return terms;
            }

            @Override
            public Answer handle(MailObject mail) throws AgentFailure {
                if (fails) {
                    throw new AgentFailure("it was told to");
                }
                return switch (power) {
                    case READ -> Answer.NOTHING;
                    case ADD_HEADER -> says;
                    case MODIFY ->
                        new Answer(
                                List.of(),
                                Optional.of(content(
                                        text(mail.content()).replace("words", "WORDS") + "changed by an agent\r\n")));
                };
            }
        };
    }

    private static MailObject received(String id, String text, MailAddress recipient) {
        return mail(id, text, new Origin.Received("mx.partner.example"), PAT, List.of(recipient));
    }

    private static MailObject submitted(String id, String words, MailAddress... recipients) {
        String text = "From: " + ANN + "\r\nSubject: x\r\n\r\n" + words + "\r\n";
        return mail(id, text, new Origin.Submitted(ANN), ANN, List.of(recipients));
    }

    private static MailObject mail(
            String id, String text, Origin origin, MailAddress sender, List<MailAddress> recipients) {
        return new MailObject(
                id,
                new Envelope(Optional.of(sender), recipients),
                content(text),
                origin,
                new SessionSecurity.Plain(),
                Instant.now());
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 20), StandardCharsets.ISO_8859_1);
    }

    /** Ann and Bob, whose keys the organisation keeps, and Dora, who keeps hers herself. */
    private final class House {
        private final Database database = database();
        private final DirectoryStore directory = new DirectoryStore(database);
        private final RuleStore rules = new RuleStore(database);
        private final AuditStore audit = new AuditStore(database);
        private final ContentStore contents = new ContentStore(database, new byte[32], clock);
        private final QueueStore queue = new QueueStore(database, contents, "test", clock);
        private final CertificateStore certificates = new CertificateStore(database, clock);
        private final KeyStore keys = new KeyStore(
                database,
                new KeyLids(database, new KeyVault(KeyVault.newKey()), IssuanceJournal.NONE),
                certificates,
                clock);
        private final Examiner.Known known =
                new Examiner.Known(certificates, new PrivateContactStore(database), new CorrespondentStore(database));
        private final Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        private final QuarantineStore store = new QuarantineStore(database, contents);
        private final DomainGateway gateway = new DomainGateway(certificates, keys);
        private final QuarantineDesk desk;
        private final Preview preview;
        private final Transport transport;

        House(InspectionSettings settings) {
            this(settings, Duration.ofDays(30));
        }

        House(InspectionSettings settings, Duration keep) {
            setUp();
            this.desk = new QuarantineDesk(
                    store,
                    new QuarantineDesk.Way(queue, new QueueIds(clock), new NewMail()),
                    directory,
                    audit,
                    new QuarantineDesk.Terms(keep, true, true, "mail.example.org"),
                    clock);
            Inspection inspection = new Inspection(
                    new Inspection.Wanted(settings, List.of(scanner()), inspectors),
                    new Inspection.Keys(directory, gateway, keys, Optional.empty()),
                    smime,
                    store,
                    audit,
                    clock);
            this.preview = new Preview(new Examiner(
                            directory, known, keys, rules, smime, new Examiner.Outward(Optional.empty(), true), clock)
                    .with(inspection));
            this.transport = new Transport(
                            preview,
                            audit,
                            new Sealer(smime, keys, known, clock),
                            queue,
                            new LocalDelivery(
                                    directory,
                                    mailboxes(),
                                    smime,
                                    new LocalDelivery.Keys(gateway, known.correspondents()),
                                    audit,
                                    "mail.example.org",
                                    clock),
                            InspectionTest.this::courier,
                            clock)
                    .with(new Agents(agents, smime), desk);
        }

        Certificate certificate(MailAddress owner) {
            return certificates.published(owner, clock.instant()).getFirst();
        }

        private void setUp() {
            CertificateAuthority authority = CertificateAuthority.setUp(
                    new PkiConfig(ANN.domain(), "Example", URI.create("http://pki.example.org")),
                    certificates,
                    keys,
                    use -> {},
                    clock.instant());
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(ANN.domain());
            for (MailAddress address : List.of(ANN, BOB, DORA)) {
                Custody custody = address.equals(DORA) ? Custody.DEVICE : Custody.ORGANISATION;
                editor.addAccount(new Account(address, "x", "", List.of(), custody, 0, true), "no password");
                KeyPair pair = KeyPairs.generate("EC-P256");
                keys.put(KeyPairs.id(pair.getPublic()), address.key(), pair.getPrivate());
                authority.issue(
                        CertificateRequest.mail(TEMPLATE, "x", List.of(address), pair.getPublic(), address.key()),
                        clock.instant());
            }
        }

        @SafeVarargs
        final void rules(Map<String, String>... wanted) {
            List<org.sealpost.policy.GatewayRule> all = new ArrayList<>();
            for (Map<String, String> one : wanted) {
                Map<String, List<String>> fields = new HashMap<>();
                one.forEach((field, value) -> fields.put(field, List.of(value)));
                all.add(RuleFields.read("rule" + all.size(), fields));
            }
            new RuleAdministration(rules, audit, clock).apply(all, "admin");
        }

        List<Outcome> carry(MailObject mail) {
            queue.enqueue(mail);
            List<Outcome> outcomes = carryNext(mail.queueId());
            queue.complete(
                    new MailQueue.Leased(mail, 0, "done"), mail.envelope().recipients());
            return outcomes;
        }

        List<Outcome> carryNext(String queueId) {
            MailQueue.Leased leased = queue
                    .lease(50, clock.instant(), clock.instant().plusSeconds(60))
                    .stream()
                    .filter(one -> one.mail().queueId().equals(queueId))
                    .findFirst()
                    .orElseThrow();
            return transport.carry(leased);
        }

        /** What was told to somebody, waiting in the queue. */
        String notice(MailAddress person) {
            queue.takeBack();
            queue.flush(Optional.empty());
            return queue
                    .lease(50, clock.instant().plusSeconds(90), clock.instant().plusSeconds(120))
                    .stream()
                    .filter(one -> one.mail().envelope().recipients().contains(person))
                    .map(one -> text(one.mail().content()))
                    .findFirst()
                    .orElse("");
        }

        List<Finding> findings(String queueId) {
            return audit.find(queueId, 50).stream()
                    .flatMap(line -> line.event().because().stream())
                    .toList();
        }
    }

    private Scanner scanner() {
        return new Scanner() {
            @Override
            public String name() {
                return "Scanner";
            }

            @Override
            public Scan scan(Content message) {
                seen.add(message);
                return answer.orElseGet(() -> text(message).contains(HARM)
                        ? new Scan.Infected("Scanner", "Harm")
                        : new Scan.Clean("Scanner"));
            }
        };
    }

    private Database database() {
        Database database = SqliteDatabase.open(folder.resolve("test" + System.nanoTime() + ".db"));
        Migrations.run(database, "store");
        opened = Optional.of(database);
        return database;
    }

    private List<Outcome> courier(Content content, Envelope envelope, Courier.Route route, Courier.Terms terms) {
        envelope.recipients().forEach(recipient -> delivered.put("outside " + recipient, content));
        return envelope.recipients().stream()
                .map(recipient -> (Outcome) new Outcome.Delivered(recipient, Optional.empty()))
                .toList();
    }

    private Mailboxes mailboxes() {
        return new Mailboxes() {
            @Override
            public Change appending(MailAddress account, Place place, Content content, String deliveryId) {
                return () -> delivered.put(deliveryId, content);
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
                delivered.clear();
            }
        };
    }
}
