package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Custody;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentRequest.State;

class CertificateRequestPolicyTest {
    private final EnrollmentCase one = new EnrollmentCase();
    private String key = "RSA-3072";
    private boolean keyHere;
    private Optional<CertificateFacts> renews = Optional.empty();
    private int agents;

    @Test
    void whoHasTheRightsGetsACertificate() {
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void aRightToAskIsEnoughAtADoor() {
        one.template("MailUser", Map.of("grants", "users: read enroll"));

        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void aPersonWithDeviceCustodyAsksHere() {
        one.enrollee = Optional.of(EnrollmentCase.anna(true, Custody.DEVICE));

        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void whoMayOnlyReadIsRefusedAndToldTheRight() {
        one.template("MailUser", Map.of("grants", "users: read"));

        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.REFUSE);
        assertThat(decide().because().getFirst().facts()).contains("enroll");
    }

    @Test
    void aWeakKeyIsRefused() {
        key = "RSA-2048";
        assertThat(rule()).isEqualTo(EnrollmentRule.KEY_NO_LONGER_FITS);

        key = "GOST-512";
        assertThat(rule()).as("a kind nobody knows").isEqualTo(EnrollmentRule.KEY_NO_LONGER_FITS);
    }

    @Test
    void aKeyHasToDoAllThatTheTemplateWants() {
        key = "Ed25519";
        assertThat(rule()).as("it cannot encrypt").isEqualTo(EnrollmentRule.KEY_NO_LONGER_FITS);

        one.template("MailUser", Map.of("purpose", "sign"));
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void postQuantumKeysAndOthersDoNotTakeEachOthersPlace() {
        one.template("MailUser", Map.of("purpose", "sign", "key", "ML-DSA-44"));
        assertThat(rule()).as("RSA").isEqualTo(EnrollmentRule.KEY_NO_LONGER_FITS);

        key = "ML-DSA-65";
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);

        one.template("MailUser", Map.of("purpose", "sign", "key", "EC-P256"));
        assertThat(rule()).as("no mail program would check it").isEqualTo(EnrollmentRule.KEY_NO_LONGER_FITS);
    }

    @Test
    void anAgentGetsNothingWhereItsSignatureIsNotWanted() {
        agents = 1;

        assertThat(rule()).isEqualTo(EnrollmentRule.AGENT_NOT_WANTED);
    }

    @Test
    void aSecondCertificateIsRefusedWhereOneIsEnough() {
        CertificateFacts held = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 600);
        assertThat(rule()).isEqualTo(EnrollmentRule.DUPLICATE_CERTIFICATE);

        renews = Optional.of(held);
        assertThat(decide().verdict()).as("a renewal is none").isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void renewalIsForTheHolderOfAGoodCertificateOfTheSameTemplate() {
        renews = Optional.of(one.holds("MailUser", 2, CertificateStatus.REVOKED, 600));
        assertThat(rule()).isEqualTo(EnrollmentRule.CERTIFICATE_WAS_REVOKED);

        renews = Optional.of(one.holds("Other", 2, CertificateStatus.ACTIVE, 601));
        assertThat(rule()).isEqualTo(EnrollmentRule.TEMPLATE_FOR_OTHERS);

        renews = Optional.of(one.holds("MailUser", 2, CertificateStatus.ACTIVE, 602));
        one.held.clear();
        assertThat(rule()).as("somebody else's").isEqualTo(EnrollmentRule.TEMPLATE_FOR_OTHERS);
    }

    @Test
    void consentIsWaitedForAndAnAgentsSignatureGivesIt() {
        one.template("MailUser", Map.of("authorized-signatures", "1"));
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.PEND);

        agents = 1;
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);

        one.template("MailUser", Map.of("authorized-signatures", "1", "manager-approval", "yes"));
        assertThat(decide().verdict()).as("an agent is no manager").isEqualTo(CertificateRequestVerdict.PEND);

        one.request(State.APPROVED, 1);
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void aKeyThatTheAgentsCouldNeverBringBackIsNotCertifiedForATemplateThatArchives() {
        one.template("MailUser", Map.of("archive-key", "yes"));
        assertThat(decide().verdict()).as("nobody is an agent").isEqualTo(CertificateRequestVerdict.ISSUE);

        one.agents(2, 2);
        assertThat(rule()).isEqualTo(EnrollmentRule.KEY_MADE_ELSEWHERE);
        keyHere = true;
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);

        one.agents(2, 1);
        assertThat(rule()).isEqualTo(RecoveryRule.RECOVERY_AGENTS_TOO_FEW);
        one.template("MailUser", Map.of("archive-key", "no"));
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void aDeniedRequestStaysDenied() {
        one.template("MailUser", Map.of("manager-approval", "yes"));
        one.request(State.DENIED, 1);

        assertThat(rule()).isEqualTo(EnrollmentRule.REQUEST_WAS_DENIED);
    }

    private Rule rule() {
        return decide().because().getFirst().rule();
    }

    private Decision<CertificateRequestVerdict> decide() {
        Optional<EnrollmentRequest> known = one.requests.stream().findFirst();
        return CertificateRequestPolicy.decide(new CertificateRequestFacts(
                one.enrollee.orElseThrow(),
                java.util.Objects.requireNonNull(one.templates.get("MailUser")),
                one.offered.contains("MailUser"),
                List.copyOf(one.held),
                key,
                keyHere,
                one.archive,
                renews,
                agents,
                known,
                EnrollmentCase.NOW));
    }

    @Test
    void aDisabledAccountAndOneWithoutTheWantedNamesAreRefused() {
        one.enrollee = Optional.of(EnrollmentCase.anna(false, Custody.ORGANISATION));
        assertThat(rule()).isEqualTo(EnrollmentRule.ACCOUNT_IS_DISABLED);

        one.enrollee = Optional.of(EnrollmentCase.anna(List.of(), "", java.util.Set.of()));
        assertThat(rule()).isEqualTo(EnrollmentRule.DIRECTORY_VALUE_MISSING);
    }

    @Test
    void whoeverHasACertificateOnHoldGetsNoOther() {
        one.holds("Other", 2, CertificateStatus.ON_HOLD, 599);
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);

        one.holds("MailUser", 2, CertificateStatus.ON_HOLD, 600);
        assertThat(rule()).isEqualTo(EnrollmentRule.CERTIFICATE_IS_ON_HOLD);
    }

    @Test
    void anEndedCertificateIsNotRenewedAndASupersededTemplateIs() {
        renews = Optional.of(one.holds("MailUser", 2, CertificateStatus.ACTIVE, -1));
        assertThat(rule()).isEqualTo(EnrollmentRule.CERTIFICATE_EXPIRED);

        one.template("MailUser", Map.of("supersedes", "Old"));
        renews = Optional.of(one.holds("Old", 1, CertificateStatus.ACTIVE, 600));
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void noDuplicateIsACertificateOfAnotherTemplateOneThatDoesNotCountOneThatEndsSoonOrOneOfMany() {
        one.holds("Other", 2, CertificateStatus.ACTIVE, 600);
        one.holds("MailUser", 2, CertificateStatus.SUPERSEDED, 601);
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, -1);
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 30);
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);

        one.template("MailUser", Map.of("no-duplicates", "no"));
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 602);
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.ISSUE);
    }

    @Test
    void aRequestThatWaitsGoesOnWaitingAndOneThatIsDoneToo() {
        one.template("MailUser", Map.of("manager-approval", "yes"));
        one.request(State.PENDING, 1);
        assertThat(rule()).isEqualTo(EnrollmentRule.REQUEST_IS_PENDING);

        one.requests.clear();
        one.request(State.ISSUED, 1);
        assertThat(decide().verdict()).isEqualTo(CertificateRequestVerdict.PEND);
    }

    @Test
    void aTemplateThatIsRetiredOrForComputersIsRefused() {
        one.template("MailUser", Map.of("retired", "yes"));
        assertThat(rule()).isEqualTo(EnrollmentRule.TEMPLATE_IS_RETIRED);

        one.template("MailUser", Map.of("for", "computer"));
        assertThat(rule()).isEqualTo(EnrollmentRule.TEMPLATE_FOR_OTHERS);
    }
}
