package org.sealpost.policy;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;

/** Judges what certificate an account should have. Asked again after its verdict was done, it wants nothing more. */
public final class EnrollmentPolicy {
    private EnrollmentPolicy() {}

    public static Decision<EnrollmentVerdict> decide(EnrollmentFacts facts) {
        Optional<Decision<EnrollmentVerdict>> refused = refuse(facts);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<CertificateFacts> current = current(facts);
        if (current.isEmpty()) {
            boolean revoked = facts.held().stream().anyMatch(held -> held.status() == CertificateStatus.REVOKED);
            return Decision.of(
                    new EnrollmentVerdict.Issue(),
                    revoked ? EnrollmentRule.CERTIFICATE_WAS_REVOKED : EnrollmentRule.CERTIFICATE_MISSING,
                    facts.template().name());
        }
        return judge(facts, facts.account().orElseThrow(), current.get());
    }

    /** What becomes of an active certificate of the template once {@link #decide} was done. */
    public static Decision<RetirementVerdict> retire(EnrollmentFacts facts, CertificateFacts held) {
        Optional<Decision<EnrollmentVerdict>> refused = refuse(facts);
        if (refused.isPresent()) {
            return new Decision<>(
                    new RetirementVerdict.Withdraw(), refused.get().because());
        }
        boolean first = current(facts).stream()
                .allMatch(current -> current.fingerprint().equals(held.fingerprint()));
        return first
                ? Decision.of(
                        new RetirementVerdict.Stay(),
                        EnrollmentRule.CERTIFICATE_IS_GOOD,
                        held.fingerprint(),
                        held.notAfter())
                : Decision.of(
                        new RetirementVerdict.Supersede(), EnrollmentRule.SUCCESSOR_IS_ACTIVE, held.fingerprint());
    }

    private static Optional<Decision<EnrollmentVerdict>> refuse(EnrollmentFacts facts) {
        if (facts.account().isEmpty()) {
            return none(EnrollmentRule.ACCOUNT_IS_GONE);
        }
        Account account = facts.account().get();
        if (!account.enabled()) {
            return none(EnrollmentRule.ACCOUNT_IS_DISABLED, account.address());
        }
        if (!facts.granted()) {
            return none(EnrollmentRule.TEMPLATE_NOT_GRANTED, facts.template().name(), account.address());
        }
        if (account.custody() == Custody.DEVICE) {
            return none(EnrollmentRule.KEY_IS_MADE_ON_DEVICE, account.address());
        }
        return Optional.empty();
    }

    private static Optional<Decision<EnrollmentVerdict>> none(EnrollmentRule rule, Object... about) {
        return Optional.of(Decision.of(new EnrollmentVerdict.None(), rule, about));
    }

    private static Decision<EnrollmentVerdict> judge(EnrollmentFacts facts, Account account, CertificateFacts current) {
        if (current.templateVersion() < facts.template().version()) {
            return Decision.of(
                    new EnrollmentVerdict.Replace(current.fingerprint()),
                    EnrollmentRule.TEMPLATE_IS_NEWER,
                    facts.template().name(),
                    facts.template().version());
        }
        if (!keys(current.addresses()).equals(keys(account.addresses()))) {
            return Decision.of(
                    new EnrollmentVerdict.Replace(current.fingerprint()),
                    EnrollmentRule.ADDRESSES_CHANGED,
                    account.addresses());
        }
        if (facts.now().isAfter(current.notAfter())) {
            return Decision.of(
                    new EnrollmentVerdict.Renew(current.fingerprint()),
                    EnrollmentRule.CERTIFICATE_EXPIRED,
                    current.notAfter());
        }
        if (facts.now().isAfter(current.notAfter().minus(facts.template().renewalPeriod()))) {
            return Decision.of(
                    new EnrollmentVerdict.Renew(current.fingerprint()),
                    EnrollmentRule.RENEWAL_IS_DUE,
                    current.notAfter());
        }
        return Decision.of(
                new EnrollmentVerdict.Keep(current.fingerprint()),
                EnrollmentRule.CERTIFICATE_IS_GOOD,
                current.fingerprint(),
                current.notAfter());
    }

    private static Optional<CertificateFacts> current(EnrollmentFacts facts) {
        return facts.held().stream()
                .filter(held -> held.status() == CertificateStatus.ACTIVE)
                .findFirst();
    }

    private static Set<String> keys(java.util.List<MailAddress> addresses) {
        return addresses.stream().map(MailAddress::key).collect(Collectors.toSet());
    }
}
