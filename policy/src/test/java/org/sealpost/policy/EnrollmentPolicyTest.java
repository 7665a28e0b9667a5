package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Custody;
import org.sealpost.identity.EnrollmentRequest.State;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.identity.PolicyObject.Switches;

class EnrollmentPolicyTest {
    private static final Switches NOT_FOLLOWED = new Switches(Optional.of(true), Optional.of(true), Optional.of(false));

    private final EnrollmentCase one = new EnrollmentCase();

    @Test
    void givesAnAccountItsFirstCertificate() {
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_MISSING);
    }

    @Test
    void replacesARevokedCertificateAndSaysWhy() {
        one.holds("MailUser", 2, CertificateStatus.REVOKED, 700);

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_WAS_REVOKED);
    }

    @Test
    void aCertificateOnHoldIsNotReplacedUntilItIsKnownWhatHappened() {
        one.holds("MailUser", 2, CertificateStatus.ON_HOLD, 700);

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Wait());
        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_IS_ON_HOLD);
    }

    @Test
    void issuesNothingToWhomItMayNot() {
        one.enrollee = Optional.of(EnrollmentCase.anna(false, Custody.ORGANISATION));
        assertThat(one.rule()).isEqualTo(EnrollmentRule.ACCOUNT_IS_DISABLED);

        one.enrollee = Optional.of(EnrollmentCase.anna(true, Custody.DEVICE));
        assertThat(one.rule()).isEqualTo(EnrollmentRule.KEY_IS_MADE_ON_DEVICE);
    }

    @Test
    void saysWhichRightIsMissing() {
        one.template("MailUser", Map.of("grants", "users: read autoenroll"));

        assertThat(one.decision("MailUser").because().getFirst().facts())
                .containsExactly("anna@example.org", "enroll", "MailUser");
    }

    @Test
    void saysWhichOfTheThreeObjectsIsMissing() {
        one.offered.clear();
        assertThat(one.rule()).isEqualTo(EnrollmentRule.TEMPLATE_NOT_OFFERED);

        one.templates.clear();
        assertThat(one.rule()).isEqualTo(EnrollmentRule.TEMPLATE_UNKNOWN);

        one.policies.clear();
        assertThat(one.plan().templates()).isEmpty();
    }

    @Test
    void aRightOfAGroupCountsForItsMembers() {
        one.template("MailUser", Map.of("grants", "group legal@example.org: read enroll autoenroll"));
        assertThat(one.rule()).isEqualTo(EnrollmentRule.TEMPLATE_RIGHT_MISSING);

        one.enrollee = Optional.of(EnrollmentCase.anna(List.of(EnrollmentCase.ANNA), "", Set.of("legal@example.org")));
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
    }

    @Test
    void aValueThatTheDirectoryDoesNotHaveIsSaidAndNotLeftOut() {
        one.enrollee = Optional.of(EnrollmentCase.anna(List.of(), "", Set.of()));

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Blocked());
        assertThat(one.rule()).isEqualTo(EnrollmentRule.DIRECTORY_VALUE_MISSING);
    }

    @Test
    void keepsAGoodCertificate() {
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Keep("MailUser 700"));
        assertThat(one.plan().isEmpty()).isTrue();
    }

    @Test
    void renewsBeforeAndAfterTheEnd() {
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 59);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Renew("MailUser 59"));
        assertThat(one.rule()).isEqualTo(EnrollmentRule.RENEWAL_IS_DUE);

        one.held.clear();
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, -1);
        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_EXPIRED);
    }

    @Test
    void replacesWhatNoLongerFits() {
        one.holds("MailUser", 1, CertificateStatus.ACTIVE, 700);
        assertThat(one.rule()).isEqualTo(EnrollmentRule.TEMPLATE_IS_NEWER);

        one.held.clear();
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700, List.of(EnrollmentCase.ANN), "RSA-3072");
        assertThat(one.rule()).isEqualTo(EnrollmentRule.ADDRESSES_CHANGED);

        one.held.clear();
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700, List.of(EnrollmentCase.ANNA), "RSA-2048");
        assertThat(one.rule()).isEqualTo(EnrollmentRule.KEY_NO_LONGER_FITS);

        one.held.clear();
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700, List.of(EnrollmentCase.ANNA), "RSA-4096");
        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_IS_GOOD);
    }

    @Test
    void theFirstSwitchStopsNewCertificatesAndNothingElse() {
        one.policies.clear();
        one.policies.add(EnrollmentCase.policy(
                "Default", "", new Switches(Optional.of(false), Optional.of(true), Optional.of(true)), "MailUser"));

        assertThat(one.rule()).isEqualTo(EnrollmentRule.AUTOENROLLMENT_IS_OFF);
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 10);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Renew("MailUser 10"));
    }

    @Test
    void theSecondSwitchStopsRenewals() {
        one.policies.clear();
        one.policies.add(EnrollmentCase.policy(
                "Default", "", new Switches(Optional.of(true), Optional.of(false), Optional.of(true)), "MailUser"));
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 10);

        assertThat(one.rule()).isEqualTo(EnrollmentRule.AUTOENROLLMENT_IS_OFF);
        assertThat(one.plan().isEmpty()).isTrue();
    }

    @Test
    void theThirdSwitchStopsFollowingTemplates() {
        one.policies.clear();
        one.policies.add(EnrollmentCase.policy(
                "Default", "", new Switches(Optional.of(true), Optional.of(true), Optional.of(false)), "MailUser"));
        one.holds("MailUser", 1, CertificateStatus.ACTIVE, 700);

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Keep("MailUser 700"));
    }

    @Test
    void holdersOfASupersededTemplateMoveAndTheOldCertificateStaysUntilTheNewOneIsThere() {
        one.template("Strong", Map.of("supersedes", "MailUser", "key", "RSA-4096"));
        one.policies.add(EnrollmentCase.policy("More", "", Switches.OPEN, "Strong"));
        CertificateFacts old = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);

        assertThat(one.rule("MailUser")).isEqualTo(EnrollmentRule.TEMPLATE_IS_SUPERSEDED);
        assertThat(one.verdict("Strong")).isEqualTo(new EnrollmentVerdict.Issue());
        assertThat(one.retirement(old)).isEqualTo(new RetirementVerdict.Stay());

        one.holds("Strong", 1, CertificateStatus.ACTIVE, 699);
        assertThat(one.retirement(old)).isEqualTo(new RetirementVerdict.Supersede());
    }

    @Test
    void aFirstCertificateWaitsForConsentAndARenewalDoesNot() {
        one.template("MailUser", Map.of("version", "2.0", "manager-approval", "yes"));
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Ask());

        one.request(State.PENDING, 2);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Wait());

        one.requests.clear();
        one.request(State.DENIED, 2);
        assertThat(one.rule()).isEqualTo(EnrollmentRule.REQUEST_WAS_DENIED);

        one.requests.clear();
        one.request(State.APPROVED, 2);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Fetch("r1"));

        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 10);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Renew("MailUser 10"));
    }

    @Test
    void anApprovalOfAnOlderVersionDoesNotCount() {
        one.template("MailUser", Map.of("version", "3.0", "manager-approval", "yes"));
        one.request(State.APPROVED, 2);

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Ask());
    }

    @Test
    void aFailureIsWaitedOut() {
        one.setbacks.add(new EnrollmentSetback(
                "anna@example.org", "MailUser", 3, "the disk is full", EnrollmentCase.NOW.plus(Duration.ofMinutes(4))));
        assertThat(one.rule()).isEqualTo(EnrollmentRule.WAITING_AFTER_FAILURE);

        one.setbacks.clear();
        one.setbacks.add(new EnrollmentSetback(
                "anna@example.org",
                "MailUser",
                3,
                "the disk is full",
                EnrollmentCase.NOW.minus(Duration.ofMinutes(4))));
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
    }

    @Test
    void retiresAllButTheNewestActiveOne() {
        CertificateFacts current = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);
        CertificateFacts old = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 100);

        assertThat(one.retirement(current)).isEqualTo(new RetirementVerdict.Stay());
        assertThat(one.retirement(old)).isEqualTo(new RetirementVerdict.Supersede());

        one.enrollee = Optional.empty();
        assertThat(one.retirement(current)).isEqualTo(new RetirementVerdict.Withdraw());
    }

    @Test
    void whoIsNoLongerInThePlaceOfThePolicyKeepsTheCertificateUntilItEnds() {
        CertificateFacts held = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 30);
        one.policies.clear();

        assertThat(one.retirement(held)).isEqualTo(new RetirementVerdict.Stay());
        assertThat(one.plan().isEmpty()).isTrue();
    }

    @Test
    void anAddressThatWasLostIsNoLongerPublishedEvenIfNothingReplacesTheCertificate() {
        CertificateFacts held = one.holds(
                "MailUser",
                2,
                CertificateStatus.ACTIVE,
                700,
                List.of(EnrollmentCase.ANNA, EnrollmentCase.ANN),
                "RSA-3072");
        assertThat(one.retirement(held)).as("it is being replaced").isEqualTo(new RetirementVerdict.Stay());

        one.policies.clear();
        assertThat(one.retirement(held)).isEqualTo(new RetirementVerdict.Withdraw());
    }

    @Test
    void issuesAnewWhenWhatWasHeldIsNoLongerPublished() {
        one.holds("MailUser", 2, CertificateStatus.WITHDRAWN, 700);

        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_MISSING);
    }

    @Test
    void twoTemplatesThatSupersedeEachOtherAreBothKept() {
        one.template("MailUser", Map.of("version", "2.0", "supersedes", "Other"));
        one.template("Other", Map.of("supersedes", "MailUser"));
        one.policies.add(EnrollmentCase.policy("More", "", Switches.OPEN, "Other"));
        CertificateFacts held = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);
        one.holds("Other", 1, CertificateStatus.ACTIVE, 699);

        assertThat(one.verdict("MailUser")).isEqualTo(new EnrollmentVerdict.Keep("MailUser 700"));
        assertThat(one.retirement(held)).isEqualTo(new RetirementVerdict.Stay());
    }

    @Test
    void aSuccessorThatIsNotDeployedNotFollowedOrNotValidReplacesNothing() {
        one.template("Strong", Map.of("supersedes", "MailUser"));
        CertificateFacts old = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);
        one.holds("Strong", 1, CertificateStatus.ACTIVE, 699);
        assertThat(one.retirement(old)).as("not deployed").isEqualTo(new RetirementVerdict.Stay());

        one.policies.add(EnrollmentCase.policy("More", "", NOT_FOLLOWED, "Strong"));
        one.policies.set(0, EnrollmentCase.policy("Default", "", NOT_FOLLOWED, "MailUser"));
        assertThat(one.retirement(old)).as("not followed").isEqualTo(new RetirementVerdict.Stay());

        one.policies.set(0, EnrollmentCase.policy("Default", "", Switches.ON, "MailUser"));
        one.policies.set(1, EnrollmentCase.policy("More", "", Switches.OPEN, "Strong"));
        one.held.remove(1);
        one.holds("Strong", 1, CertificateStatus.ACTIVE, -1);
        assertThat(one.retirement(old)).as("ended").isEqualTo(new RetirementVerdict.Stay());
    }

    @Test
    void holdersMoveToASupersedingTemplateEvenIfNobodyEnrolsAnew() {
        Switches noneNew = new Switches(Optional.of(false), Optional.of(true), Optional.of(true));
        one.template("Strong", Map.of("supersedes", "MailUser"));
        one.policies.set(0, EnrollmentCase.policy("Default", "", noneNew, "Strong"));
        assertThat(one.rule("Strong")).isEqualTo(EnrollmentRule.AUTOENROLLMENT_IS_OFF);

        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);
        assertThat(one.verdict("Strong")).isEqualTo(new EnrollmentVerdict.Issue());

        Switches nothing = new Switches(Optional.of(false), Optional.of(true), Optional.of(false));
        one.policies.set(0, EnrollmentCase.policy("Default", "", nothing, "Strong"));
        assertThat(one.rule("Strong")).isEqualTo(EnrollmentRule.AUTOENROLLMENT_IS_OFF);
    }

    @Test
    void aTemplateThatIsUnknownRetiredOrForComputersStandsInNobodysWay() {
        one.policies.add(EnrollmentCase.policy("More", "", Switches.OPEN, "Gone", "Machine", "Past"));
        one.template("Machine", Map.of("for", "computer", "supersedes", "MailUser"));
        one.template("Past", Map.of("retired", "yes"));

        assertThat(one.verdict("MailUser")).isEqualTo(new EnrollmentVerdict.Issue());
        assertThat(one.rule("Gone")).isEqualTo(EnrollmentRule.TEMPLATE_UNKNOWN);
        assertThat(one.rule("Past")).isEqualTo(EnrollmentRule.TEMPLATE_IS_RETIRED);
        assertThat(one.plan().templates()).doesNotContainKey("Machine");
    }

    @Test
    void aCertificateOfATemplateThatNobodyKnowsStays() {
        CertificateFacts held = one.holds("Gone", 1, CertificateStatus.ACTIVE, 700);
        assertThat(one.retirement(held)).isEqualTo(new RetirementVerdict.Stay());

        one.template("Strong", Map.of("supersedes", "Gone"));
        one.policies.add(EnrollmentCase.policy("More", "", Switches.OPEN, "Strong"));
        one.holds("Strong", 1, CertificateStatus.ACTIVE, 700);
        assertThat(one.retirement(held)).isEqualTo(new RetirementVerdict.Supersede());
    }

    @Test
    void certificatesOfDevicesLiveSideBySideWhereTheTemplateLetsThem() {
        one.template("MailUser", Map.of("version", "2.0", "no-duplicates", "no"));
        CertificateFacts phone = one.holdsOnDevice("MailUser", 700);
        CertificateFacts laptop = one.holdsOnDevice("MailUser", 699);
        CertificateFacts here = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 698);

        assertThat(one.retirement(phone)).isEqualTo(new RetirementVerdict.Stay());
        assertThat(one.retirement(laptop)).isEqualTo(new RetirementVerdict.Stay());
        assertThat(one.retirement(here)).isEqualTo(new RetirementVerdict.Supersede());
    }

    @Test
    void whatAPersonsOwnDevicesHoldIsNotWithdrawnAndWhatTheHouseHoldsIs() {
        CertificateFacts device = one.holdsOnDevice("MailUser", 700);
        CertificateFacts here = one.holds("MailUser", 2, CertificateStatus.ACTIVE, 699);
        one.enrollee = Optional.of(EnrollmentCase.anna(true, Custody.DEVICE));

        assertThat(one.retirement(device)).isEqualTo(new RetirementVerdict.Stay());
        assertThat(one.retirement(here)).isEqualTo(new RetirementVerdict.Withdraw());

        one.enrollee = Optional.of(EnrollmentCase.anna(false, Custody.DEVICE));
        assertThat(one.retirement(device)).as("the account is disabled").isEqualTo(new RetirementVerdict.Withdraw());
    }

    @Test
    void aComputersCertificateFollowsItsNames() {
        one.template(
                "Machine",
                Map.of(
                        "for",
                        "computer",
                        "purpose",
                        "sign",
                        "extended-key-usage",
                        "serverAuth",
                        "email-in-subject",
                        "no",
                        "alternative-names",
                        "dns",
                        "grants",
                        "computers: read enroll autoenroll"));
        one.policies.set(0, EnrollmentCase.policy("Default", "", Switches.ON, "Machine"));
        one.enrollee = Optional.of(EnrollmentCase.computer("www.example.org"));
        one.holdsHosts("Machine", List.of("www.example.org"));
        assertThat(one.verdict("Machine")).isEqualTo(new EnrollmentVerdict.Keep("Machine 700"));

        one.enrollee = Optional.of(EnrollmentCase.computer("www.example.org", "new.example.org"));
        assertThat(one.rule("Machine")).isEqualTo(EnrollmentRule.ADDRESSES_CHANGED);
    }

    @Test
    void namesAreNotFollowedWhereNothingHappensByItself() {
        Switches off = new Switches(Optional.of(false), Optional.of(false), Optional.of(false));
        one.policies.set(0, EnrollmentCase.policy("Default", "", off, "MailUser"));
        one.holds(
                "MailUser",
                2,
                CertificateStatus.ACTIVE,
                700,
                List.of(EnrollmentCase.ANNA, EnrollmentCase.ANN),
                "RSA-3072");

        assertThat(one.rule()).isEqualTo(EnrollmentRule.CERTIFICATE_IS_GOOD);
    }

    @Test
    void anApprovedRequestIsNotFetchedWhereTheSwitchIsOffAndADoneOneIsAskedAnew() {
        one.template("MailUser", Map.of("version", "2.0", "manager-approval", "yes"));
        one.policies.set(
                0,
                EnrollmentCase.policy(
                        "Default",
                        "",
                        new Switches(Optional.of(true), Optional.of(false), Optional.of(true)),
                        "MailUser"));
        one.request(State.APPROVED, 2);
        assertThat(one.rule()).isEqualTo(EnrollmentRule.AUTOENROLLMENT_IS_OFF);

        one.requests.clear();
        one.request(State.ISSUED, 2);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Ask());
    }

    @Test
    void requestsForOtherTemplatesAndForKeysOfDevicesAreNotTakenForThisOne() {
        one.template("MailUser", Map.of("version", "2.0", "manager-approval", "yes"));
        one.request(State.APPROVED, "Other", Optional.empty());
        one.request(State.APPROVED, "MailUser", Optional.of(new byte[1]));

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Ask());
    }

    @Test
    void aFailureOfAnotherTemplateIsNotWaitedOut() {
        one.setbacks.add(new EnrollmentSetback(
                "anna@example.org", "Other", 3, "the disk is full", EnrollmentCase.NOW.plus(Duration.ofMinutes(4))));

        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
    }

    @Test
    void aKeyThatIsToBeArchivedWaitsForEnoughAgents() {
        one.template("MailUser", Map.of("version", "2.0", "archive-key", "yes"));
        assertThat(one.verdict()).as("nobody is an agent").isEqualTo(new EnrollmentVerdict.Issue());

        one.agents(2, 1);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Wait());
        assertThat(one.rule()).isEqualTo(RecoveryRule.RECOVERY_AGENTS_TOO_FEW);

        one.agents(2, 2);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
    }

    @Test
    void whatNeedsNoArchiveDoesNotWaitForAgents() {
        one.agents(2, 1);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Issue());

        one.template("MailUser", Map.of("version", "2.0", "archive-key", "yes", "purpose", "sign"));
        assertThat(one.verdict()).as("keys for signing are never archived").isEqualTo(new EnrollmentVerdict.Issue());
    }

    @Test
    void aCertificateOverTheSameKeyIsRenewedWithoutAgentsAndOneOverANewKeyWaits() {
        one.agents(2, 1);
        one.template("MailUser", Map.of("version", "2.0", "archive-key", "yes", "renew-with-same-key", "yes"));
        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 10);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Renew("MailUser 10"));

        one.template("MailUser", Map.of("version", "2.0", "archive-key", "yes"));
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Wait());
        assertThat(one.plan().isEmpty()).as("the old one stays in sight").isTrue();

        one.template("MailUser", Map.of("version", "3.0", "archive-key", "yes"));
        assertThat(one.verdict()).as("a new version wants another one").isEqualTo(new EnrollmentVerdict.Wait());
    }

    @Test
    void consentIsAskedForBeforeThereAreAgentsAndFetchedOnlyThen() {
        one.agents(2, 1);
        one.template("MailUser", Map.of("version", "2.0", "archive-key", "yes", "manager-approval", "yes"));
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Ask());

        one.request(State.APPROVED, 2);
        assertThat(one.verdict()).isEqualTo(new EnrollmentVerdict.Wait());
    }

    @Test
    void aPlanHasWorkIfAnythingIsToBeDone() {
        assertThat(one.plan().isEmpty()).isFalse();

        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 700);
        assertThat(one.plan().isEmpty()).isTrue();

        one.holds("MailUser", 2, CertificateStatus.ACTIVE, 100);
        assertThat(one.plan().isEmpty()).as("one is to retire").isFalse();
    }

    @Test
    void onlyWhatChangesSomethingIsWork() {
        assertThat(List.of(
                        new EnrollmentVerdict.None(),
                        new EnrollmentVerdict.Blocked(),
                        new EnrollmentVerdict.Wait(),
                        new EnrollmentVerdict.Keep("one")))
                .noneMatch(EnrollmentVerdict::isWork);
        assertThat(List.of(
                        new EnrollmentVerdict.Issue(),
                        new EnrollmentVerdict.Ask(),
                        new EnrollmentVerdict.Fetch("r1"),
                        new EnrollmentVerdict.Renew("one"),
                        new EnrollmentVerdict.Replace("one")))
                .allMatch(EnrollmentVerdict::isWork);
    }
}
