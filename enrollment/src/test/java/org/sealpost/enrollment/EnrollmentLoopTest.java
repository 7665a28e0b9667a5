package org.sealpost.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Computer;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateHosts;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecoveryRule;
import org.sealpost.testkit.Samples;

class EnrollmentLoopTest {
    private static final MailAddress ANNA = MailAddress.parse("anna@example.org");

    private final Office office = new Office();

    @Test
    void aNewAccountHasItsCertificatesPublishedWhenTheRunReturns() {
        office.set("anna", true, "ann");

        EnrollmentLoop.Report report = office.loop().run(ANNA);

        assertThat(report.issued()).isEqualTo(2);
        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
        assertThat(office.book.published(MailAddress.parse("ann@example.org"), office.now))
                .hasSize(1);
        assertThat(office.book.held("anna@example.org"))
                .allMatch(issued -> office.book.keys.containsKey(issued.keyId()));
    }

    @Test
    void everythingItDoesIsOnRecordWithItsReason() {
        office.set("anna", true);

        office.loop().run(ANNA);

        assertThat(office.events)
                .extracting(event ->
                        event.action() + " " + event.because().getFirst().rule().name())
                .containsExactly(
                        "ISSUE CERTIFICATE_MISSING",
                        "USE_KEY ROUTINE",
                        "PUBLISH CERTIFICATE_MISSING",
                        "ISSUE CERTIFICATE_MISSING",
                        "USE_KEY ROUTINE",
                        "PUBLISH CERTIFICATE_MISSING");
    }

    @Test
    void aKeyForEncryptionIsClosedToTheAgentsBeforeItsCertificateExists() {
        office.agents(2, 3);
        office.set("anna", true);

        for (int life = 1; life <= 4; life++) {
            office.life = life;
            var _ = catchThrowable(() -> office.loop().run(ANNA));
            office.life = -1;
            assertThat(office.book.held("anna@example.org"))
                    .filteredOn(EnrollmentLoopTest::isForEncryption)
                    .allMatch(issued ->
                            List.of("agent 0", "agent 1", "agent 2").equals(office.book.archived.get(issued.keyId())));
        }

        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
        assertThat(office.book.held("anna@example.org"))
                .filteredOn(issued -> !isForEncryption(issued))
                .noneMatch(issued -> office.book.archived.containsKey(issued.keyId()));
        assertThat(office.events)
                .flatExtracting(event -> event.because())
                .contains(Finding.of(RecoveryRule.KEY_SHARED_AT_ISSUANCE, 3, 2));
    }

    private static boolean isForEncryption(Issued issued) {
        return issued.certificate().facts().uses().contains(CertificateUse.ENCRYPT);
    }

    @Test
    void withFewerAgentsThanMustAgreeOnlyTheKeyForSigningIsCertified() {
        office.agents(2, 1);
        office.set("anna", true);

        assertThat(office.loop().run(ANNA).issued()).isEqualTo(1);

        assertThat(office.book.published(ANNA, office.now)).isEmpty();
        assertThat(office.loop().why("anna@example.org").plan().templates().get("MailEncrypt"))
                .isNotNull()
                .satisfies(decision -> assertThat(decision.because())
                        .containsExactly(Finding.of(RecoveryRule.RECOVERY_AGENTS_TOO_FEW, 1, 1, 2)));
        office.agents(2, 2);
        assertThat(office.loop().run(ANNA).issued()).isEqualTo(1);
        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
    }

    @Test
    void anAgentWhoGoesWhileARunIsUnderWayIsWaitedOut() {
        office.agents(2, 2);
        office.set("anna", true);
        office.rules.afterSnapshot = () -> office.agents(2, 1);

        EnrollmentLoop.Report report = office.loop().run(ANNA);

        assertThat(report.failures()).hasSize(1);
        assertThat(office.book.published(ANNA, office.now)).isEmpty();
        assertThat(office.rules.setbacksOf("anna@example.org")).hasSize(1);
        office.rules.afterSnapshot = () -> {};
        office.agents(2, 2);
        assertThat(office.loop().run(ANNA).issued()).isEqualTo(1);
    }

    @Test
    void aKeyForADeviceIsRefusedWhileItCouldNotBeArchived() {
        office.set("anna", true);
        office.agents(2, 1);

        EnrollmentDesk.MadeKey refused = office.desk().applyForKey("anna@example.org", "MailEncrypt", "test");
        office.agents(2, 2);
        EnrollmentDesk.MadeKey made = office.desk().applyForKey("anna@example.org", "MailEncrypt", "test");

        assertThat(refused.outcome())
                .isEqualTo(
                        new EnrollmentDesk.Outcome.Refused(Finding.of(RecoveryRule.RECOVERY_AGENTS_TOO_FEW, 1, 1, 2)));
        assertThat(refused.key()).isEmpty();
        assertThat(made.outcome())
                .isInstanceOfSatisfying(
                        EnrollmentDesk.Outcome.Granted.class,
                        granted -> assertThat(office.book.archived)
                                .containsEntry(granted.issued().keyId(), List.of("agent 0", "agent 1")));
    }

    @Test
    void aKeyOfADeviceIsNotCertifiedWhereAgentsCouldNeverBringItBack() {
        office.set("anna", true);
        PublicKey key = KeyPairs.generate("EC-P256").getPublic();
        EnrollmentDesk.Application application = new EnrollmentDesk.Application(
                "anna@example.org", "MailEncrypt", key, Optional.empty(), List.of(), "test");
        office.agents(2, 2);

        EnrollmentDesk.Outcome refused = office.desk().apply(application);
        office.agents(2, 0);
        EnrollmentDesk.Outcome granted = office.desk().apply(application);

        assertThat(refused)
                .isEqualTo(new EnrollmentDesk.Outcome.Refused(
                        Finding.of(EnrollmentRule.KEY_MADE_ELSEWHERE, "MailEncrypt")));
        assertThat(granted).isInstanceOf(EnrollmentDesk.Outcome.Granted.class);
    }

    @Test
    void renewsInsideTheRenewalPeriodAndKeepsTheOldKeyForOldMail() {
        office.set("anna", true);
        office.loop().run(ANNA);

        office.now = office.now.plus(Duration.ofDays(729 - 60));
        assertThat(office.loop().run(ANNA).issued()).isZero();
        office.now = office.now.plus(Duration.ofDays(2));
        assertThat(office.loop().run(ANNA).issued()).isEqualTo(2);

        List<Issued> held = office.book.held("anna@example.org");
        assertThat(statuses(held, CertificateUse.ENCRYPT))
                .containsExactly(CertificateStatus.ACTIVE, CertificateStatus.SUPERSEDED);
        assertThat(held).allMatch(issued -> office.book.keys.containsKey(issued.keyId()));
        assertThat(office.events).extracting(event -> event.action()).contains(AuditAction.RENEW);
    }

    @Test
    void aNewAliasBringsANewCertificateOverAllAddresses() {
        office.set("anna", true);
        office.loop().run(ANNA);

        office.set("anna", true, "office");
        office.loop().run(ANNA);

        assertThat(office.book.published(MailAddress.parse("office@example.org"), office.now))
                .hasSize(1);
        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
    }

    @Test
    void aRemovedAccountIsNoLongerPublishedAndItsKeysStay() {
        office.set("anna", true);
        office.loop().run(ANNA);
        int keys = office.book.keys.size();

        office.accounts.clear();
        office.loop().runAll();

        assertThat(office.book.published(ANNA, office.now)).isEmpty();
        assertThat(office.book.keys).hasSize(keys);
    }

    @Test
    void aNewVersionOfATemplateMovesAllHolders() {
        IntStream.range(0, 5).forEach(i -> office.set("user" + i, true));
        office.loop().runAll();

        office.raiseVersions();

        assertThat(office.loop().runAll().issued()).isEqualTo(10);
        assertThat(office.loop().runAll().issued()).isZero();
    }

    @Test
    void aRevokedCertificateIsReplacedAtOnce() {
        office.set("anna", true);
        EnrollmentLoop loop = office.loop();
        loop.run(ANNA);
        CertificateFacts old =
                office.book.published(ANNA, office.now).getFirst().facts();
        Revocation revocation = revocation(loop);

        assertThat(revocation.revoke(old.fingerprint(), RevocationReason.KEY_COMPROMISE, "admin root"))
                .isTrue();

        assertThat(office.book.published(ANNA, office.now))
                .hasSize(1)
                .noneMatch(certificate -> certificate.facts().fingerprint().equals(old.fingerprint()));
    }

    @Test
    void whatCannotBeRevokedLeavesNoTraceOfARevocation() {
        office.set("anna", true);
        EnrollmentLoop loop = office.loop();
        loop.run(ANNA);
        String fingerprint =
                office.book.published(ANNA, office.now).getFirst().facts().fingerprint();
        Revocation revocation = revocation(loop);
        revocation.revoke(fingerprint, RevocationReason.KEY_COMPROMISE, "admin root");
        office.book.strangers.add(office.book.byFingerprint(fingerprint).orElseThrow());
        office.book.issued.remove(fingerprint);
        int lines = office.events.size();
        long crl = office.book.latestCrl("issuing").orElseThrow().number();

        assertThat(revocation.revoke(fingerprint, RevocationReason.KEY_COMPROMISE, "admin root"))
                .as("not ours")
                .isFalse();
        String own = office.book.published(ANNA, office.now).getFirst().facts().fingerprint();
        office.book.revoking(own, RevocationReason.SUPERSEDED, office.now).makeNow();
        assertThat(revocation.revoke(own, RevocationReason.KEY_COMPROMISE, "admin root"))
                .as("revoked already")
                .isFalse();

        assertThat(office.events).hasSize(lines);
        assertThat(office.book.latestCrl("issuing").orElseThrow().number()).isEqualTo(crl);
    }

    private Revocation revocation(EnrollmentLoop loop) {
        return new Revocation(
                office.book,
                office.book,
                new CrlIssuer(office.authority, office.book),
                loop,
                office,
                java.time.Clock.fixed(office.now, java.time.ZoneOffset.UTC));
    }

    @Test
    void oneFailureDoesNotStopTheNextAccount() {
        office.set("anna", true);
        office.set("berta", true);
        office.broken = java.util.Optional.of("anna");

        EnrollmentLoop.Report report = office.loop().runAll();

        assertThat(report.failures()).hasSize(1).first().asString().contains("anna@example.org");
        assertThat(office.book.published(MailAddress.parse("berta@example.org"), office.now))
                .hasSize(1);
    }

    @Test
    void aSecondRunDoesNothingWhateverHappenedBefore() {
        Samples.forAll(random -> random.longs(1 + random.nextInt(8)).boxed().toList(), this::secondRunDoesNothing);
    }

    private void secondRunDoesNothing(List<Long> history) {
        Office random = new Office();
        for (long seed : history) {
            change(
                    random,
                    java.util.random.RandomGeneratorFactory.of("L64X128MixRandom")
                            .create(seed));
        }
        random.rules.switches(true, true, true);
        random.rules.grant("MailSign", true);
        random.loop().runAll(EnrollmentLoop.Patience.TRY_AT_ONCE);
        int events = random.events.size();

        EnrollmentLoop.Report second = random.loop().runAll();

        assertThat(second.issued() + second.retired()).isZero();
        assertThat(random.events).hasSize(events);
        for (var account : random.accounts.values()) {
            assertThat(random.book.published(account.address(), random.now).isEmpty())
                    .isEqualTo(!account.enabled());
        }
    }

    /** One thing that happens in an organisation; now and then enrolment runs, and now and then it is killed. */
    private static void change(Office office, RandomGenerator random) {
        String name = "user" + random.nextInt(2);
        switch (random.nextInt(9)) {
            case 0 -> office.accounts.remove(name + "@example.org");
            case 1 -> office.set(name, random.nextBoolean());
            case 2 -> office.set(name, true, "alias" + random.nextInt(2));
            case 3 -> office.now = office.now.plus(Duration.ofDays(random.nextInt(900)));
            case 4 -> office.raiseVersions();
            case 5 -> supersede(office, random.nextBoolean());
            case 6 -> office.rules.switches(random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
            case 7 -> office.rules.grant("MailSign", random.nextBoolean());
            default ->
                office.book.held(name + "@example.org").stream()
                        .findFirst()
                        .ifPresent(held -> office.book
                                .revoking(
                                        held.certificate().facts().fingerprint(),
                                        RevocationReason.UNSPECIFIED,
                                        office.now)
                                .makeNow());
        }
        if (random.nextBoolean()) {
            runAndPerhapsDie(office, name, random.nextInt(6));
        }
    }

    /** {@code life} 0 to 4 kills the run after so many records, before or after the signature. */
    private static void runAndPerhapsDie(Office office, String name, int life) {
        office.life = life == 5 ? -1 : life;
        try {
            office.loop().run(MailAddress.parse(name + "@example.org"));
        } catch (Office.Killed e) {
            assertThat(office.life).isZero();
        } finally {
            office.life = -1;
        }
    }

    private static void supersede(Office office, boolean deployed) {
        office.rules.put(office.rules
                .find("MailEncrypt")
                .orElseThrow()
                .named("Strong", "Strong")
                .superseding(List.of("MailEncrypt")));
        office.rules.deploy(
                deployed ? List.of("MailSign", "Strong", "MailEncrypt") : List.of("MailSign", "MailEncrypt"));
    }

    @Test
    void aComputerHasACertificateOverItsNamesAndANewOneWhenTheyChange() {
        office.computers.add(new Computer(new Domain("example.org"), "intranet", List.of("www.example.org"), "", true));
        EnrollmentLoop.Report first = office.loop().runAll();
        assertThat(first.failures()).isEmpty();
        assertThat(first.issued()).isEqualTo(1);
        office.computers.set(0, new Computer(new Domain("example.org"), "intranet", List.of(), "", true));

        assertThat(office.loop().runAll().issued()).isEqualTo(1);

        assertThat(office.loop().runAll().issued()).isZero();
        List<Issued> held = office.book.held("host/intranet.example.org");
        assertThat(CertificateHosts.of(held.getFirst().certificate().der())).containsExactly("intranet.example.org");
        assertThat(statuses(held, CertificateUse.TLS_SERVER))
                .containsExactly(CertificateStatus.ACTIVE, CertificateStatus.SUPERSEDED);
    }

    @Test
    void aRunThatIsKilledAfterAnyStepIsCompletedByTheNext() {
        for (int steps = 0; steps < 6; steps++) {
            Office killed = new Office();
            killed.set("anna", true);
            runAndPerhapsDie(killed, "anna", steps == 5 ? 4 : steps);

            killed.loop().runAll();

            assertThat(killed.book.published(ANNA, killed.now)).hasSize(1);
            assertThat(statuses(killed.book.held("anna@example.org"), CertificateUse.SIGN))
                    .containsExactly(CertificateStatus.ACTIVE);
        }
    }

    @Test
    void whatNeedsConsentComesWhenAManagerAgreed() {
        office.set("anna", true);
        office.rules.put(office.rules
                .find("MailEncrypt")
                .orElseThrow()
                .with(new org.sealpost.identity.CertificateTemplate.Issuance(true, true, true, 0)));
        assertThat(office.loop().run(ANNA).asked()).isEqualTo(1);
        assertThat(office.loop().run(ANNA).asked()).as("it is asked once").isZero();
        assertThat(office.book.published(ANNA, office.now)).isEmpty();

        String request = office.desk().pending(10).getFirst().id();
        assertThat(office.desk().approve(request, "admin root", "")).isTrue();

        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
        assertThat(office.desk().pending(10)).isEmpty();
        assertThat(office.desk().approve(request, "admin root", ""))
                .as("a second time")
                .isFalse();
    }

    @Test
    void whatWasDeniedIsNotAskedAgainUntilTheTemplateHasANewVersion() {
        office.set("anna", true);
        office.rules.put(office.rules
                .find("MailEncrypt")
                .orElseThrow()
                .with(new org.sealpost.identity.CertificateTemplate.Issuance(true, true, true, 0)));
        office.loop().run(ANNA);
        office.desk().deny(office.desk().pending(10).getFirst().id(), "admin root", "not yet");

        assertThat(office.loop().run(ANNA).asked()).isZero();
        office.raiseVersions();
        assertThat(office.loop().run(ANNA).asked()).isEqualTo(1);
    }

    private static List<CertificateStatus> statuses(List<Issued> held, CertificateUse use) {
        return held.stream()
                .map(issued -> issued.certificate().facts())
                .filter(facts -> facts.uses().contains(use))
                .map(CertificateFacts::status)
                .toList();
    }
}
