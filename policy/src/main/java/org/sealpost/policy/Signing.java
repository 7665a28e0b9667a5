package org.sealpost.policy;

import static org.sealpost.policy.ProtectionRule.ALREADY_SIGNED;
import static org.sealpost.policy.ProtectionRule.DECLINE_DOES_NOT_COUNT;
import static org.sealpost.policy.ProtectionRule.DOMAIN_WITHOUT_SIGNING_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SENDER_HAS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SENDER_WITHOUT_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SIGNATURE_DECLINED_BY_SENDER;
import static org.sealpost.policy.ProtectionRule.SIGNATURE_OF_DOMAIN_DEMANDED;
import static org.sealpost.policy.ProtectionRule.SIGNATURE_SWITCHED_OFF_BY_RULE;
import static org.sealpost.policy.ProtectionRule.SIGNED_WITH_DOMAIN_CERTIFICATE;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;

/** The part of {@link ProtectionPolicy} that says who signs. */
final class Signing {
    private Signing() {}

    /** Whose word stands for the message. */
    enum By {
        NOBODY,
        AUTHOR,
        /** The author's domain, and nobody in its place. */
        DOMAIN
    }

    /** A rule counts more than the sender. Only mail of our own people is signed, and nothing twice. */
    static By by(ProtectionFacts facts, RuleDemands rules, List<Finding> because) {
        if (facts.protection() instanceof Protection.Signed) {
            because.add(Finding.of(ALREADY_SIGNED));
            return By.NOBODY;
        }
        return facts.origin() instanceof Origin.Submitted ? wanted(facts, rules, because) : By.NOBODY;
    }

    private static By wanted(ProtectionFacts facts, RuleDemands rules, List<Finding> because) {
        boolean declined = !facts.wish().sign().orElse(true);
        if (rules.sign().isEmpty() && declined) {
            because.add(Finding.of(SIGNATURE_DECLINED_BY_SENDER));
            return By.NOBODY;
        }
        Optional<String> rule = rules.sign().map(RuleDemands.Said::rule);
        SignatureDemand demand = rules.sign().map(RuleDemands.Said::value).orElse(SignatureDemand.YES);
        if (demand == SignatureDemand.NO) {
            because.add(Finding.of(SIGNATURE_SWITCHED_OFF_BY_RULE, rule.orElseThrow()));
            return By.NOBODY;
        }
        if (declined) {
            because.add(Finding.of(DECLINE_DOES_NOT_COUNT));
        }
        if (demand == SignatureDemand.DOMAIN) {
            because.add(Finding.of(SIGNATURE_OF_DOMAIN_DEMANDED, rule.orElseThrow()));
            return By.DOMAIN;
        }
        return By.AUTHOR;
    }

    static Optional<CertificateFacts> ofAuthor(ProtectionFacts facts, List<Finding> because) {
        Optional<CertificateFacts> signer = MailCertificates.forSigning(facts.senderCertificates(), facts.now());
        because.add(signer.map(certificate -> Finding.of(SENDER_HAS_CERTIFICATE, certificate.fingerprint()))
                .orElse(Finding.of(SENDER_WITHOUT_CERTIFICATE)));
        return signer;
    }

    /** Better the word of the domain than nobody's (RFC 3183). */
    static Optional<CertificateFacts> ofDomain(ProtectionFacts facts, List<Finding> because) {
        Optional<CertificateFacts> domains =
                MailCertificates.forSigning(facts.gateway().signers(), facts.now());
        domains.ifPresent(one -> because.add(Finding.of(SIGNED_WITH_DOMAIN_CERTIFICATE, one.fingerprint())));
        return domains;
    }

    /** As {@link #ofDomain}, where a rule lets nothing else leave. */
    static Optional<CertificateFacts> ofDomainOnly(ProtectionFacts facts, List<Finding> because) {
        Optional<CertificateFacts> domains = ofDomain(facts, because);
        if (domains.isEmpty()) {
            because.add(Finding.of(DOMAIN_WITHOUT_SIGNING_CERTIFICATE));
        }
        return domains;
    }
}
