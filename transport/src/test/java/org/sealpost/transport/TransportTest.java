package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DomainCertificates;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.OpenPgpKeys.Holding;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.PrivateContacts.PrivateContact;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Mailboxes;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.ReceiptMode;
import org.sealpost.policy.ReceiptRule;
import org.sealpost.policy.Rule;
import org.sealpost.policy.RuleFields;
import org.sealpost.policy.RuleTls;
import org.sealpost.policy.TlsFloor;
import org.sealpost.policy.Wish;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.OpenPgp;
import org.sealpost.protection.Opening;
import org.sealpost.protection.ReceiptRequest;
import org.sealpost.protection.Smime;
import org.sealpost.protection.openpgp.KeyWorkshop;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.protection.openpgp.Reading.SecretSource;
import org.sealpost.store.AuditStore;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.CorrespondentStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.KeyLids;
import org.sealpost.store.KeyStore;
import org.sealpost.store.OpenPgpSecrets;
import org.sealpost.store.OpenPgpStore;
import org.sealpost.store.PrivateContactStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.RelayDomainStore;
import org.sealpost.store.RuleStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.Preview.Plan;

/** The way of a message with real keys and stores; only the far ends, mailboxes and other servers, are played. */
class TransportTest {
    /** What the courier says before a message is prepared; that it goes, if nothing is said. */
    private final Map<String, Destinations.Turn> turns = new HashMap<>();

    private static final CertificateTemplate TEMPLATE = Templates.MAIL_USER.withKey("EC-P256");
    private static final Instant TURN = Instant.parse("2030-01-01T00:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress BARE = MailAddress.parse("bare@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final MailAddress QUINN = MailAddress.parse("quinn@elsewhere.example");
    private static final MailAddress RITA = MailAddress.parse("rita@elsewhere.example");
    private static final MailAddress OLGA = MailAddress.parse("olga@elsewhere.example");
    private static final MailAddress DANA = MailAddress.parse("dana@gateway.example");
    private static final MailAddress DORA = MailAddress.parse("dora@gateway.example");
    private static final MailAddress INNER = MailAddress.parse("ann@inner.example");
    private static final String SECRET = "the secret of the day";
    private static final int MIXES = 60;

    private final Map<String, Content> delivered = new HashMap<>();
    private final List<List<MailAddress>> envelopes = new ArrayList<>();
    private final Map<MailAddress, Optional<RuleTls>> ruled = new HashMap<>();
    private final Clock clock = Clock.systemUTC();
    private boolean full;
    private Wary wary = Wary.NO;
    private Optional<Duration> encryptedAfter = Optional.empty();
    private String underWay = "q";
    private Path folder = Path.of("");
    private Optional<Database> opened = Optional.empty();

    @BeforeEach
    void folder() throws IOException {
        folder = TestFolders.make("transport");
    }

    @AfterEach
    void close() {
        opened.ifPresent(Database::close);
    }

    @Test
    void doesForEveryRecipientExactlyWhatThePreviewSaid() {
        House house = new House();
        house.useOpenPgp();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261121);
        for (int i = 0; i < MIXES; i++) {
            if (i == MIXES / 2) {
                // Until now a rule that wants the signature of the domain lets nothing leave.
                house.certify(DomainCertificates.nameOf(ANN.domain()));
            }
            house.chooseRules(random);
            MailObject mail = message("q" + i, mix(random), wish(random));
            List<Plan> plans = house.preview.of(mail);
            underWay = mail.queueId();

            List<Outcome> outcomes = house.carry(mail);

            for (Plan plan : plans) {
                assertAsPlanned(house, mail, plan, outcomes);
            }
        }
        assertThat(house.audit.verify().fault()).isEmpty();
    }

    @Test
    void signsWithAKeyThatIsHereAlthoughATelephoneHasANewerOne() {
        House house = new House();
        KeyPair ofTelephone = KeyPairs.generate("EC-P256");
        house.authority.issue(
                CertificateRequest.mail(TEMPLATE, "x", List.of(ANN), ofTelephone.getPublic(), ANN.key()),
                clock.instant().plusSeconds(60));

        house.carry(message("q", List.of(QUINN), ""));

        assertThat(house.smime.inspect(Objects.requireNonNull(delivered.get("q " + QUINN))))
                .isEqualTo(new Protection.Signed());
    }

    @Test
    void doesNotSignOnceTheServiceNoLongerOpensTheKey() {
        House house = new House();
        house.lids
                .releasing(house.certificates.held(ANN.key()).getFirst().keyId())
                .makeNow();

        house.carry(message("q", List.of(QUINN), ""));

        assertThat(house.smime.inspect(Objects.requireNonNull(delivered.get("q " + QUINN))))
                .isEqualTo(new Protection.Clear());
    }

    private void assertAsPlanned(House house, MailObject mail, Plan plan, List<Outcome> outcomes) {
        Outcome outcome = outcomes.stream()
                .filter(one -> one.recipient().equals(plan.recipient()))
                .findFirst()
                .orElseThrow();
        Optional<Content> got = Optional.ofNullable(delivered.get(mail.queueId() + " " + plan.recipient()));
        switch (plan.protection().verdict()) {
            case ProtectionVerdict.Refuse() -> {
                assertThat(outcome).isInstanceOf(Outcome.Failed.class);
                assertThat(got).as("nothing goes to whom it may not go").isEmpty();
            }
            case ProtectionVerdict.Hold hold -> {
                assertThat(outcome).isInstanceOf(Outcome.Held.class);
                assertThat(got).as("nothing goes to whom it may not go yet").isEmpty();
            }
            case ProtectionVerdict.PassThrough() ->
                assertThat(house.smime.inspect(got.orElseThrow())).isEqualTo(new Protection.Clear());
            case ProtectionVerdict.SealOpenPgp seal -> assertSealed(house, plan, seal, got.orElseThrow());
            case ProtectionVerdict.Seal seal
            when isInside(plan) ->
                // Opened for the mailbox; what was proved on the way stands in front.
                assertThat(text(got.orElseThrow()))
                        .contains(seal.encryption().isPresent() ? "X-Sealpost-Encryption" : "Authentication-Results");
            case ProtectionVerdict.Seal seal -> assertSealed(house, plan, seal, got.orElseThrow());
        }
        List<AuditLine> lines = house.audit.find(mail.queueId(), 100);
        assertThat(lines)
                .as("recorded before it was done")
                .anySatisfy(line -> assertThat(line.event().outcome()).isEqualTo(Plans.outcome(plan)));
    }

    /** To exactly whom it was planned, with exactly one recipient named, and signed or not as planned. */
    private static void assertSealed(House house, Plan plan, ProtectionVerdict.Seal seal, Content got) {
        Content readable = got;
        String seen = text(got);
        if (seal.encryption().isPresent()) {
            assertThat(house.smime.inspect(got)).isEqualTo(new Protection.Encrypted());
            assertThat(seen).doesNotContain(SECRET);
            assertThat(recipientInfos(got)).as("recipients named in the copy").isOne();
            Opening opening = house.smime.open(got, house.keysOf(plan.recipient()));
            Opening.Opened opened = assertInstanceOf(Opening.Opened.class, opening);
            readable = opened.content();
            seen += text(opened.entity());
            assertThat(seal.encryption().get().recipient().addresses())
                    .containsAnyOf(
                            plan.recipient(),
                            DomainCertificates.nameOf(plan.recipient().domain()));
        }
        Content inner = readable;
        assertThat(house.smime.inspect(inner))
                .isEqualTo(seal.signer().isPresent() ? new Protection.Signed() : new Protection.Clear());
        seal.signer().ifPresent(signer -> assertSignedBy(signer, inner));
        assertThat(text(inner)).contains(SECRET).doesNotContain("X-Sealpost");
        assertThat(seen.contains("[seal]")).isEqualTo(plan.subjectTags().isEmpty());
    }

    /** The same, with OpenPGP. */
    private static void assertSealed(House house, Plan plan, ProtectionVerdict.SealOpenPgp seal, Content got) {
        assertThat(seal.recipient().orElseThrow().addresses()).contains(plan.recipient());
        assertThat(house.smime.inspect(got)).isEqualTo(new Protection.Encrypted());
        assertThat(text(got)).doesNotContain(SECRET);
        OpenPgp.Read read = house.craft.open(got, List.of(house.secretOf(plan.recipient())));
        Opening.Opened opened = assertInstanceOf(Opening.Opened.class, read.opening());
        assertThat(text(opened.content())).contains(SECRET).doesNotContain("X-Sealpost");
        assertThat(read.signed().isPresent()).isEqualTo(seal.signer().isPresent());
        assertThat(house.smime.inspect(opened.content()))
                .isEqualTo(seal.certificate().isPresent() ? new Protection.Signed() : new Protection.Clear());
        seal.certificate().ifPresent(signer -> assertSignedBy(signer, opened.content()));
    }

    /** The one certificate that names somebody is the signer's. */
    private static void assertSignedBy(CertificateFacts signer, Content signed) {
        String text = text(signed);
        int start = text.indexOf("\r\n\r\n", text.lastIndexOf("application/pkcs7-signature"));
        String cms = new String(
                Base64.getMimeDecoder().decode(text.substring(start, text.indexOf("\r\n--", start))),
                StandardCharsets.ISO_8859_1);
        assertThat(cms.contains(DomainCertificates.NAME))
                .isEqualTo(signer.addresses().stream()
                        .anyMatch(address -> address.localPart().equals(DomainCertificates.NAME)));
    }

    private static int recipientInfos(Content content) {
        String text = text(content);
        byte[] cms = Base64.getMimeDecoder().decode(text.substring(text.indexOf("\r\n\r\n")));
        try {
            return new CMSEnvelopedData(cms).getRecipientInfos().size();
        } catch (CMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoSharesTheCertificateOfADomainGetsACopyOnAWayOfTheirOwn() {
        House house = new House();
        MailObject mail = message("q", List.of(DANA, DORA), "To: " + DANA + "\r\nBcc: " + DORA + "\r\n");

        house.carry(mail);

        assertThat(envelopes).containsExactly(List.of(DANA), List.of(DORA));
        assertThat(text(Objects.requireNonNull(delivered.get("q " + DANA)))).doesNotContain("dora");
    }

    private static boolean isInside(Plan plan) {
        return plan.recipient().domain().equals(ANN.domain());
    }

    /** How the courier fares with a message that no connection may carry as it is. */
    private enum Wary {
        NO,
        /** Encrypted it goes. */
        UNLESS_ENCRYPTED,
        /** Encrypted it would go, but something breaks. */
        AND_BROKEN
    }

    @Test
    void whatNoConnectionMayCarryGoesEncryptedToOneRecipientAfterTheOther() {
        List<Outcome> outcomes = afterTwentyMinutes(Wary.UNLESS_ENCRYPTED, "15m");

        assertThat(envelopes).containsExactly(List.of(RITA));
        assertThat(text(Objects.requireNonNull(delivered.get("q " + RITA)))).doesNotContain(SECRET);
        assertThat(outcomes).contains(new Outcome.Settled(RITA));
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.recipient().equals(QUINN))
                .singleElement()
                .isInstanceOfSatisfying(Outcome.Deferred.class, late -> {
                    assertThat(late.reason()).contains("not proved. ", "no certificate or key of " + QUINN);
                    assertThat(late.lacking()).contains(Outcome.Lacking.FOR_GOOD);
                });
    }

    @Test
    void whoeverHasAMessageDoesNotGetItAgainBecauseItCouldNotBeEncryptedToAnother() {
        List<Outcome> outcomes = afterTwentyMinutes(Wary.AND_BROKEN, "15m");

        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Deferred.class));
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.recipient().equals(RITA))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        late -> assertThat(late.reason()).contains("could not be encrypted now"));
        assertThat(delivered).isEmpty();
    }

    @Test
    void beforeTheTimeAllWait() {
        List<Outcome> outcomes = afterTwentyMinutes(Wary.UNLESS_ENCRYPTED, "30m");

        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Deferred.class,
                                late -> assertThat(late.reason()).isEqualTo("not proved.")));
        assertThat(delivered).isEmpty();
    }

    /** Ann writes to two people without encryption, of one of whom she knows a certificate. */
    private List<Outcome> afterTwentyMinutes(Wary courier, String leave) {
        House house = new House();
        wary = courier;
        encryptedAfter = EncryptedAfter.read(leave).map(EncryptedAfter::time);
        Instant since = clock.instant().minus(Duration.ofMinutes(20));
        MailObject mail = message("q", List.of(QUINN, RITA), "X-Sealpost-Encrypt: no\r\n");
        house.queue.enqueue(mail);
        MailQueue.Leased leased = house.queue
                .lease(1, clock.instant(), clock.instant().plusSeconds(60))
                .getFirst();
        return house.transport.carry(new MailQueue.Leased(
                leased.mail(), 1, leased.lease(), Map.of(), Map.of(), Map.of(QUINN, since, RITA, since)));
    }

    private List<Outcome> warily(Content content, Envelope envelope, Courier.Terms terms) {
        if (terms.waited().isPresent() && wary == Wary.AND_BROKEN) {
            throw new IllegalStateException("a fault that nobody expected");
        }
        return terms.waited().isPresent()
                ? courier(content, envelope)
                : envelope.recipients().stream()
                        .map(recipient ->
                                (Outcome) new Outcome.Deferred(recipient, new EnhancedStatus(4, 7, 5), "not proved.")
                                        .with(Optional.of(new Outcome.Lacking(encryptedAfter))))
                        .toList();
    }

    @Test
    void recipientsForWhomRulesDemandDifferentWaysAreServedApart() {
        House house = new House();
        house.administration.apply(
                List.of(
                        House.rule("free", "to", OLGA.toString(), "tls", "opportunistic"),
                        House.rule("sure", "to", "elsewhere.example", "tls", "verified")),
                "admin");
        MailAddress quentin = MailAddress.parse("quentin@elsewhere.example");

        house.carry(message("q", List.of(QUINN, OLGA, quentin, DANA), ""));

        assertThat(envelopes).containsExactlyInAnyOrder(List.of(QUINN, quentin), List.of(OLGA), List.of(DANA));
        assertThat(ruled)
                .containsEntry(QUINN, Optional.of(new RuleTls("sure", TlsFloor.VERIFIED)))
                .containsEntry(OLGA, Optional.of(new RuleTls("free", TlsFloor.OPPORTUNISTIC)))
                .containsEntry(DANA, Optional.empty());
        assertThat(house.rulesOf("q")).contains(ProtectionRule.RULE_OVERRULED);
    }

    @Test
    void oneWayThatFailsDoesNotDelayTheOthers() {
        House house = new House();
        MailObject mail = message("q", List.of(BOB, MailAddress.parse("x@broken.example"), PAT), "");

        List<Outcome> outcomes = house.carry(mail);

        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Settled)
                .extracting(Outcome::recipient)
                .containsExactlyInAnyOrder(BOB, PAT);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof Outcome.Deferred)
                .hasSize(1);
    }

    @Test
    void nothingIsDecidedOrPreparedForAServerThatRestsOrHasNoRoom() {
        House house = new House();
        Instant later = clock.instant().plusSeconds(9);
        Destinations.Rest rest = new Destinations.Rest("silent.example", clock.instant(), later, "nobody there");
        turns.put("silent.example", new Destinations.Turn.Resting(rest));
        turns.put("full.example", new Destinations.Turn.Later(later));
        MailAddress silent = MailAddress.parse("x@silent.example");
        MailAddress full = MailAddress.parse("x@full.example");

        List<Outcome> outcomes = house.carry(message("q", List.of(BOB, silent, full), ""));

        assertThat(outcomes)
                .contains(new Outcome.Postponed(full, later))
                .anySatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, late -> {
                    assertThat(late.recipient()).isEqualTo(silent);
                    assertThat(late.because())
                            .extracting(Finding::rule)
                            .containsExactly(DeliveryRule.DESTINATION_RESTS);
                }));
        assertThat(envelopes).isEmpty();
    }

    @Test
    void mailForAServerBehindIsDecidedAboutBeforeItIsInTheQueueAndOnlyOnce() {
        House house = new House();
        MailObject mail = house.forServerBehind();

        Carrier.Prepared prepared =
                house.transport.prepare(leased(mail), List.of()).orElseThrow();

        assertThat(house.audit.find("q", 10)).isEmpty();
        assertThat(prepared.decided()).extracting(AuditEvent::action).containsExactly(AuditAction.DECIDE);
        assertThat(prepared.carry()).containsExactly(new Outcome.Settled(INNER));
        assertThat(house.audit.find("q", 10))
                .extracting(line -> line.event().action())
                .containsExactly(AuditAction.DELIVER);
    }

    @Test
    void whatWasDecidedWhenTheMessageWasLetInIsWhatIsWrittenDownAndEnforced() {
        House house = new House();
        List<Carrier.Prepared> ready = new ArrayList<>();
        NewMail newMail = new NewMail();
        newMail.workers(() -> Optional.of(workerOf(house, ready)));
        List<Preview.Plan> plans = new ArrayList<>();
        SubmissionGate gate = SubmissionGate.previewing(house.preview);
        Acceptance acceptance =
                new Acceptance(house.directory, house.queue, house.audit, clock, () -> "q", newMail, mail -> {
                    SubmissionGate.Answer answer = gate.ask(mail);
                    plans.addAll(answer.plans());
                    return answer;
                });

        acceptance.accept(message("q", List.of(INNER), ""), List.of());

        assertThat(house.audit.find("q", 10))
                .extracting(line -> line.event().action())
                .as("in one step")
                .containsExactlyInAnyOrder(AuditAction.ACCEPT, AuditAction.SIGN);
        assertThat(ready).singleElement().satisfies(prepared -> {
            assertThat(prepared.decided())
                    .singleElement()
                    .satisfies(event -> assertThat(event.because())
                            .containsAll(plans.getFirst().protection().because()));
            assertThat(prepared.carry()).containsExactly(new Outcome.Settled(INNER));
        });
    }

    /** Does at once what the queue's worker does in a thread of its own, but carries nothing yet. */
    private static NewMail.Worker workerOf(House house, List<Carrier.Prepared> ready) {
        return new NewMail.Worker() {
            @Override
            public Instant until() {
                return Instant.now().plusSeconds(60);
            }

            @Override
            public Optional<Carrier.Prepared> prepare(MailQueue.Leased leased, List<Preview.Plan> plans) {
                return house.transport.prepare(leased, plans);
            }

            @Override
            public void take(MailQueue.Leased leased, Optional<Carrier.Prepared> prepared) {
                prepared.ifPresent(ready::add);
            }

            @Override
            public void leave() {
                throw new IllegalStateException("the message is in the queue");
            }
        };
    }

    @Test
    void whatMayTakeTimeOrHasNotItsTurnIsDecidedAboutOnceItIsInTheQueue() {
        House house = new House();
        MailObject behind = house.forServerBehind();
        MailObject stranger = behind.withEnvelope(behind.envelope().to(List.of(INNER, BOB)));

        assertThat(house.transport.prepare(leased(message("q", List.of(INNER), "")), List.of()))
                .as("submitted, and not decided about: certificates are looked for outside")
                .isEmpty();
        assertThat(house.transport.prepare(leased(stranger), List.of()))
                .as("somebody here")
                .isEmpty();
        turns.put("inner.example", new Destinations.Turn.Later(TURN));
        assertThat(house.transport.prepare(leased(behind), List.of()))
                .as("not its turn")
                .isEmpty();
        assertThat(house.audit.find("q", 10)).isEmpty();
    }

    private static MailQueue.Leased leased(MailObject mail) {
        return new MailQueue.Leased(mail, 0, "lease");
    }

    @Test
    void whoseRoomOthersTookMeanwhileWaitsWithoutHavingTried() {
        House house = new House();
        MailAddress crowded = MailAddress.parse("x@crowded.example");

        List<Outcome> outcomes = house.carry(message("q", List.of(crowded), ""));

        assertThat(outcomes).containsExactly(new Outcome.Postponed(crowded, TURN));
    }

    @Test
    void theLineAboutASignatureNamesTheSignerAndTheCertificateWhoseKeySigned() {
        House house = new House();
        MailObject mail = message("q", List.of(PAT, QUINN), "");
        String signer = house.certificates
                .published(ANN, clock.instant())
                .getFirst()
                .facts()
                .fingerprint();

        house.carry(mail);

        assertThat(house.audit.find("q", 100))
                .filteredOn(line -> List.of(AuditAction.SIGN, AuditAction.ENCRYPT)
                        .contains(line.event().action()))
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(line.event().actor()).isEqualTo(ANN.toString());
                    assertThat(line.event().because())
                            .contains(Finding.of(ProtectionRule.SENDER_HAS_CERTIFICATE, signer));
                });
        assertThat(house.keys.signer(ANN, "another certificate", clock.instant()))
                .isEmpty();
    }

    @Test
    void forWhoeverHasNoCertificateTheDomainSigns() throws IOException, InterruptedException {
        House house = new House();
        MailObject mail = message("q", List.of(QUINN, BOB), "");
        MailObject bares = mail.withOrigin(new Origin.Submitted(BARE))
                .withContent(Content.of(new String(mail.content().bytes(10_000), StandardCharsets.US_ASCII)
                        .replace(ANN.toString(), BARE.toString())
                        .getBytes(StandardCharsets.US_ASCII)));
        assertThat(house.preview.of(bares).getFirst().protection().verdict())
                .as("as long as the domain has none either")
                .isEqualTo(new ProtectionVerdict.PassThrough());
        house.certify(DomainCertificates.nameOf(BARE.domain()));

        house.carry(bares);

        Path signed = folder.resolve("signed.eml");
        Files.write(signed, Objects.requireNonNull(delivered.get("q " + QUINN)).bytes(100_000));
        assertThat(openssl("cms", "-verify", "-in", signed.toString(), "-noverify", "-signer", folder + "/signer.pem"))
                .contains("Verification successful");
        assertThat(openssl("x509", "-in", folder + "/signer.pem", "-noout", "-ext", "subjectAltName"))
                .contains("domain-confidentiality-authority@example.org");
        assertThat(new String(
                        Objects.requireNonNull(delivered.get("q " + BOB)).bytes(100_000), StandardCharsets.US_ASCII))
                .contains("smime=pass", "signed by the domain example.org", "not by the person")
                .contains("X-Sealpost-Smime-Status: encrypted+signed\r\n");
        assertThat(house.audit.find("q", 100))
                .anySatisfy(line -> assertThat(line.event().because())
                        .extracting(Finding::rule)
                        .contains(ProtectionRule.SIGNED_WITH_DOMAIN_CERTIFICATE));
    }

    @Test
    void whereARuleWantsItTheDomainSignsForWhoeverWrites() throws IOException, InterruptedException {
        House house = new House();
        house.administration.apply(
                List.of(House.rule("organisation", "from", "example.org", "sign", "domain")), "admin");
        MailObject mail = message("q", List.of(QUINN, PAT, BOB), "");
        assertThat(house.preview.of(mail)).allSatisfy(plan -> {
            assertThat(plan.protection().verdict()).isEqualTo(new ProtectionVerdict.Refuse());
            assertThat(Explanation.sentences(plan.protection().because(), Locale.ENGLISH))
                    .contains("The sender's domain has no certificate to sign with, so nothing is sent");
        });
        house.certify(DomainCertificates.nameOf(ANN.domain()));

        house.carry(mail);

        Path signed = folder.resolve("signed.eml");
        Files.write(signed, Objects.requireNonNull(delivered.get("q " + QUINN)).bytes(100_000));
        assertThat(openssl("cms", "-verify", "-in", signed.toString(), "-noverify", "-signer", folder + "/signer.pem"))
                .contains("Verification successful");
        assertThat(openssl("x509", "-in", folder + "/signer.pem", "-noout", "-ext", "subjectAltName"))
                .contains("domain-confidentiality-authority@example.org")
                .doesNotContain(ANN.toString());
        assertThat(text(Objects.requireNonNull(delivered.get("q " + BOB))))
                .contains("smime=pass", "signed by the domain example.org", "not by the person")
                .contains("X-Sealpost-Smime-Status: encrypted+signed\r\n");
        assertThat(house.rulesOf("q"))
                .contains(
                        ProtectionRule.SIGNATURE_OF_DOMAIN_DEMANDED,
                        ProtectionRule.SIGNED_WITH_DOMAIN_CERTIFICATE,
                        ProtectionRule.RECIPIENT_HAS_CERTIFICATE)
                .doesNotContain(ProtectionRule.SENDER_HAS_CERTIFICATE);
    }

    @Test
    void aReceiptThatWasAskedForIsSignedComesBackAndIsProved() {
        House house = new House();

        house.pass(message("q", List.of(BOB), "X-Sealpost-Receipt: yes\r\n"));
        MailObject receipt = house.pass(Optional.empty());

        assertThat(receipt.queueId()).isEqualTo("r1");
        assertThat(receipt.envelope()).isEqualTo(new Envelope(Optional.empty(), List.of(ANN)));
        assertThat(house.rulesOf("q"))
                .contains(ReceiptRule.RECEIPT_ASKED, ReceiptRule.RECEIPT_SENT, ReceiptRule.RECEIPT_PROVED);
        assertThat(text(Objects.requireNonNull(delivered.get("r1 " + ANN))))
                .contains(
                        "X-Sealpost-Notice: a signed receipt of bob@example.org for message q\r\n",
                        "smime-type=signed-receipt");
        assertThat(text(Objects.requireNonNull(delivered.get("q " + BOB)))).doesNotContain("X-Sealpost-Receipt");
    }

    @Test
    void aReceiptForWhatNobodySentProvesNothing() {
        House house = new House();
        String bobs = house.certificates
                .published(BOB, clock.instant())
                .getFirst()
                .facts()
                .fingerprint();
        Content body = house.smime.receipt(
                new ReceiptRequest(
                        "q:never".getBytes(StandardCharsets.US_ASCII),
                        new byte[64],
                        new byte[32],
                        List.of(),
                        List.of(ANN)),
                house.keys.signer(BOB, bobs, clock.instant()).orElseThrow(),
                clock.instant());
        MailObject forged = message("q", List.of(ANN), "")
                .withOrigin(new Origin.Received("192.0.2.1"))
                .withContent(Content.concat(
                        List.of(Content.of("From: bob@example.org\r\n".getBytes(StandardCharsets.US_ASCII)), body)));

        house.pass(forged);

        assertThat(house.rulesOf("q"))
                .contains(ReceiptRule.RECEIPT_NOT_PROVED)
                .doesNotContain(ReceiptRule.RECEIPT_PROVED);
        assertThat(text(Objects.requireNonNull(delivered.get("q " + ANN)))).contains("proves nothing");
    }

    private static String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void aCertificateThatOnePersonKeepsCountsForThatPersonsMailOnly() {
        House house = new House();

        house.carry(message("q", List.of(RITA), ""));
        Plan bobs = house.preview.of(BOB, List.of(RITA), Wish.NONE).getFirst();

        assertThat(house.smime.inspect(java.util.Objects.requireNonNull(delivered.get("q " + RITA))))
                .isEqualTo(new Protection.Encrypted());
        assertThat(house.audit.find("q", 100))
                .anySatisfy(line -> assertThat(line.event().because())
                        .extracting(Finding::rule)
                        .contains(ProtectionRule.SENDER_KNOWS_CERTIFICATE));
        assertThat(bobs.protection().because())
                .extracting(Finding::rule)
                .contains(ProtectionRule.RECIPIENT_WITHOUT_CERTIFICATE);
        new DirectoryEditor(house.database).remove(ANN);
        assertThat(house.contacts.of(ANN)).as("it goes with the person").isEmpty();
    }

    @Test
    void whatDidNotFitIntoAMailboxStaysInTheQueueAndIsExplained() {
        House house = new House();
        full = true;

        List<Outcome> outcomes = house.carry(message("q", List.of(BOB, PAT), ""));

        assertThat(outcomes)
                .filteredOn(outcome -> outcome.recipient().equals(BOB))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Deferred.class,
                                deferred -> assertThat(deferred.reason()).isEqualTo("the mailbox is full")));
        assertThat(house.audit.find("q", 100))
                .extracting(line -> line.event().action())
                .containsOnlyOnce(AuditAction.DEFER)
                .doesNotContain(AuditAction.DECRYPT);
        assertThat(house.audit.find("q", 100))
                .anySatisfy(line -> assertThat(line.event().outcome()).contains(BOB.toString(), "encrypted"));
    }

    @Test
    void whatIsOnlyForTheHouseDoesNotLeaveIt() {
        House house = new House();
        MailObject mail = message("q", List.of(QUINN), "X-Sealpost-Sign: yes\r\nBcc: boss@example.org\r\n");

        house.carry(mail);

        assertThat(text(java.util.Objects.requireNonNull(delivered.get("q " + QUINN))))
                .doesNotContain("X-Sealpost", "Bcc", "boss");
    }

    private static List<MailAddress> mix(RandomGenerator random) {
        List<MailAddress> all = new ArrayList<>(List.of(BOB, BARE, PAT, QUINN, RITA, OLGA, DANA, DORA));
        all.removeIf(one -> random.nextInt(3) == 0);
        return all.isEmpty() ? List.of(BOB) : all;
    }

    private static String wish(RandomGenerator random) {
        return List.of("", "X-Sealpost-Encrypt: yes\r\n", "X-Sealpost-Encrypt: no\r\n", "X-Sealpost-Sign: no\r\n")
                .get(random.nextInt(4));
    }

    private static MailObject message(String id, List<MailAddress> recipients, String fields) {
        String text = "From: " + ANN + "\r\nSubject: x [seal] y\r\n" + fields + "\r\n" + SECRET + "\r\n";
        return new MailObject(
                id,
                new Envelope(Optional.of(ANN), recipients),
                Content.of(text.getBytes(StandardCharsets.US_ASCII)),
                new Origin.Submitted(ANN),
                new SessionSecurity.Plain(),
                Instant.now());
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 20), StandardCharsets.ISO_8859_1);
    }

    /** A house with Ann and Bob, who have certificates, and Bare, who has none; Pat outside is known with one. */
    private final class House {
        MailObject forServerBehind() {
            behind.putting(new RelayDomain(
                            INNER.domain(), List.of(RelayDomain.Host.parse("mail.inner.example")), true, List.of()))
                    .makeNow();
            return message("q", List.of(INNER), "").withOrigin(new Origin.Received("192.0.2.1"));
        }

        private final Database database = database();
        private final DirectoryStore directory = new DirectoryStore(database);
        private final RuleStore rules = new RuleStore(database);
        private final AuditStore audit = new AuditStore(database);
        private final RuleAdministration administration = new RuleAdministration(rules, audit, clock);
        private final QueueStore queue =
                new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
        private final CertificateStore certificates = new CertificateStore(database, clock);
        private final KeyLids lids = new KeyLids(database, new KeyVault(KeyVault.newKey()), IssuanceJournal.NONE);
        private final KeyStore keys = new KeyStore(database, lids, certificates, clock);
        private final PrivateContactStore contacts = new PrivateContactStore(database);
        private final CorrespondentStore correspondents = new CorrespondentStore(database);
        private final CertificateAuthority authority = CertificateAuthority.setUp(
                new PkiConfig(ANN.domain(), "Example", URI.create("http://pki.example.org")),
                certificates,
                keys,
                use -> {},
                clock.instant());
        private final Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        private final OpenPgp craft = new OpenPgp(folder);
        private final OpenPgpStore openPgpKeys = new OpenPgpStore(database, clock);
        private final Map<MailAddress, Made> openPgp = new HashMap<>();
        private final OpenPgpMails mails = new OpenPgpMails(
                craft,
                openPgpKeys,
                new OpenPgpSecrets(openPgpKeys, keys),
                openPgpKeys,
                OpenPgpMails.Correspondents.NONE);
        private final RelayDomainStore behind = new RelayDomainStore(database);
        private final Preview preview = new Preview(new Examiner(
                        directory,
                        new Examiner.Known(certificates, contacts, correspondents),
                        keys,
                        rules,
                        smime,
                        new Examiner.Outward(Optional.empty(), true),
                        clock)
                .with(mails)
                .with(behind));
        private final Transport transport = new Transport(
                preview,
                audit,
                new Sealer(smime, keys, new Examiner.Known(certificates, contacts, correspondents), clock).with(mails),
                queue,
                new LocalDelivery(
                                directory,
                                mailboxes(),
                                smime,
                                new LocalDelivery.Keys(new DomainGateway(certificates, keys), correspondents),
                                audit,
                                "mail.example.org",
                                clock)
                        .with(new Receipts(
                                ReceiptMode.COLLEAGUES,
                                directory,
                                certificates,
                                keys,
                                smime,
                                audit,
                                new Receipts.Way(queue, new NewMail(), "mail.example.org", () -> "r1", clock))),
                new Courier() {
                    @Override
                    public List<Outcome> deliver(Content content, Envelope envelope, Route route, Terms terms) {
                        envelope.recipients().forEach(recipient -> ruled.put(recipient, terms.rule()));
                        return wary == Wary.NO ? courier(content, envelope) : warily(content, envelope, terms);
                    }

                    @Override
                    public Destinations.Turn turn(Route route) {
                        return turns.getOrDefault(route.destination(), new Destinations.Turn.Go());
                    }
                },
                clock);

        House() {
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(ANN.domain());
            for (MailAddress address : List.of(ANN, BOB, BARE)) {
                editor.addAccount(
                        new Account(address, "x", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
            }
            List.of(ANN, BOB, PAT, DomainCertificates.nameOf(DANA.domain())).forEach(this::certify);
            contacts.putting(new PrivateContact(ANN, RITA, "Rita", Optional.empty(), List.of(ritas())))
                    .makeNow();
        }

        void certify(MailAddress address) {
            KeyPair pair = KeyPairs.generate("EC-P256");
            keys.put(KeyPairs.id(pair.getPublic()), address.key(), pair.getPrivate());
            authority.issue(
                    CertificateRequest.mail(TEMPLATE, "x", List.of(address), pair.getPublic(), address.key()),
                    clock.instant());
        }

        /** Olga has an OpenPGP key and nothing else, Pat one beside the certificate; Ann signs with hers if she may. */
        void useOpenPgp() {
            for (MailAddress address : List.of(ANN, PAT, OLGA)) {
                Made made = new KeyWorkshop()
                        .make(
                                4,
                                new Claims("x", List.of(address), Optional.empty()),
                                clock.instant().minusSeconds(60));
                openPgp.put(address, made);
                String id = "openpgp-" + made.key().facts().fingerprint();
                boolean own = address.equals(ANN);
                if (own) {
                    keys.put(id, address.key(), made.secret());
                }
                openPgpKeys
                        .putting(
                                made.key().vouchedBy(Vouching.ADMINISTRATOR, "test"),
                                own ? Optional.of(new Holding(address.key(), id)) : Optional.empty())
                        .makeNow();
            }
        }

        SecretSource secretOf(MailAddress address) {
            Made made = Objects.requireNonNull(openPgp.get(address));
            return new SecretSource(
                    made.key().facts().fingerprint(), made.key().keyIds(), () -> (OpenPgpSecret) made.secret());
        }

        /** That Rita's key is Bob's plays no role here. */
        private Certificate ritas() {
            Certificate bobs = certificates.published(BOB, clock.instant()).getFirst();
            CertificateFacts facts = bobs.facts();
            return new Certificate(
                    new CertificateFacts(
                            "r" + facts.fingerprint().substring(1),
                            List.of(RITA),
                            facts.uses(),
                            "",
                            0,
                            facts.keyAlgorithm(),
                            facts.notBefore(),
                            facts.notAfter(),
                            facts.status()),
                    bobs.der(),
                    "imported by ann");
        }

        /** Keys of whoever is meant to open it, that of the gateway of the domain included. */
        List<DecryptionKey> keysOf(MailAddress recipient) {
            List<DecryptionKey> all = new ArrayList<>(keys.decryptionKeys(recipient));
            all.addAll(keys.decryptionKeys(DomainCertificates.nameOf(recipient.domain())));
            // That Rita's key is Bob's plays no role here.
            all.addAll(recipient.equals(RITA) ? keys.decryptionKeys(BOB) : List.of());
            return all;
        }

        /** Into the queue, and out of it to whoever has a mailbox. */
        void pass(MailObject mail) {
            pass(Optional.of(mail));
        }

        /** What comes out of the queue next. */
        MailObject pass(Optional<MailObject> mail) {
            mail.ifPresent(queue::enqueue);
            MailQueue.Leased leased = queue.lease(
                            1, clock.instant().plusSeconds(1), clock.instant().plusSeconds(60))
                    .getFirst();
            transport.carry(leased);
            return leased.mail();
        }

        List<Rule> rulesOf(String queueId) {
            return audit.find(queueId, 100).stream()
                    .flatMap(line -> line.event().because().stream())
                    .map(Finding::rule)
                    .toList();
        }

        /** As the queue runner does: a recipient that is settled has left the queue, every other one is still in it. */
        List<Outcome> carry(MailObject mail) {
            queue.enqueue(mail);
            MailQueue.Leased leased = queue.lease(
                            1, clock.instant(), clock.instant().plusSeconds(60))
                    .getFirst();

            List<Outcome> outcomes = transport.carry(leased);

            assertThat(queue.browse(100))
                    .extracting(MailQueue.Entry::recipient)
                    .containsExactlyInAnyOrderElementsOf(outcomes.stream()
                            .filter(outcome -> !(outcome instanceof Outcome.Settled))
                            .map(Outcome::recipient)
                            .toList());
            queue.complete(
                    new MailQueue.Leased(mail, 0, "done"), mail.envelope().recipients());
            return outcomes;
        }

        /** Any of these rules, in any order; some contradict each other. */
        void chooseRules(RandomGenerator random) {
            List<GatewayRule> rules = new ArrayList<>(List.of(
                    GatewayRule.encryptTo("elsewhere.example"),
                    GatewayRule.encryptTo("*.example"),
                    GatewayRule.encryptTo(BARE.toString()),
                    rule("hold", "to", "elsewhere.example", "encrypt", "or-hold"),
                    rule("weak", "from", "example.org", "encrypt", "if-possible"),
                    rule("unsigned", "content", "secret", "sign", "no"),
                    rule("organisation", "to", "*.example", "sign", "domain"),
                    rule("gateways", "to", "*.example", "ladder", "domain-certificate"),
                    rule("openpgp", "to", "*.example", "ladder", "openpgp,domain-certificate,certificate"),
                    rule("last", "to", "*.example", "ladder", "certificate,openpgp"),
                    rule("tagged", "subject-tag", "[seal]", "encrypt", "or-refuse", "strip-subject-tag", "yes")));
            rules.removeIf(rule -> random.nextInt(3) > 0);
            Collections.shuffle(rules, new Random(random.nextLong()));
            administration.apply(rules, "admin");
        }

        private static GatewayRule rule(String name, String... fieldsAndValues) {
            Map<String, List<String>> fields = new HashMap<>();
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                fields.put(fieldsAndValues[i], List.of(fieldsAndValues[i + 1].split(",", -1)));
            }
            return RuleFields.read(name, fields);
        }
    }

    private Database database() {
        Database database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        opened = Optional.of(database);
        return database;
    }

    private List<Outcome> courier(Content content, Envelope envelope) {
        if (envelope.recipients().getFirst().domain().equals(new Domain("broken.example"))) {
            throw new UncheckedIOException(new IOException("a fault that nobody expected"));
        }
        if (envelope.recipients().getFirst().domain().equals(new Domain("crowded.example"))) {
            return List.of(new Outcome.Postponed(envelope.recipients().getFirst(), TURN));
        }
        envelopes.add(envelope.recipients());
        envelope.recipients().forEach(recipient -> delivered.put(underWay + " " + recipient, content));
        return envelope.recipients().stream()
                .map(recipient -> (Outcome) new Outcome.Delivered(recipient, Optional.empty()))
                .toList();
    }

    private Mailboxes mailboxes() {
        return new Mailboxes() {
            @Override
            public Change appending(MailAddress account, Place place, Content content, String deliveryId) {
                return () -> {
                    if (full) {
                        throw new MailFailure(EnhancedStatus.MAILBOX_FULL, "the mailbox is full");
                    }
                    delivered.put(deliveryId, content);
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
                delivered.clear();
            }
        };
    }
}
