package org.sealpost.policy;

import static org.sealpost.policy.KeyImportRule.IMPORTED_CERTIFICATE_IS_OURS;
import static org.sealpost.policy.KeyImportRule.IMPORTED_CERTIFICATE_NAMES_OTHERS;
import static org.sealpost.policy.KeyImportRule.IMPORTED_CERTIFICATE_NOT_FOR_MAIL;
import static org.sealpost.policy.KeyImportRule.IMPORTED_CERTIFICATE_NOT_TRUSTED;
import static org.sealpost.policy.KeyImportRule.IMPORTED_KEY_DOES_NOT_FIT;
import static org.sealpost.policy.KeyImportRule.IMPORTED_KEY_IS_WEAK;
import static org.sealpost.policy.KeyImportRule.IMPORTED_KEY_OF_ANOTHER;
import static org.sealpost.policy.KeyImportRule.IMPORTED_KEY_OPENS_OLD_MAIL;
import static org.sealpost.policy.KeyImportRule.IMPORTED_KEY_PROVES_POSSESSION;
import static org.sealpost.policy.KeyImportRule.KEY_BELONGS_ON_DEVICE;
import static org.sealpost.policy.KeyImportRule.KEY_IMPORT_NOT_ALLOWED;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;

/** Judges whether a person's own key and certificate from elsewhere are taken in, and for what. */
public final class KeyImportPolicy {
    private KeyImportPolicy() {}

    public static Decision<KeyImportVerdict> decide(KeyImportFacts facts) {
        return Stream.of(refuseAccount(facts), refuseCertificate(facts), refuseKey(facts))
                .flatMap(Optional::stream)
                .findFirst()
                .map(finding -> new Decision<>(KeyImportVerdict.REFUSE, List.of(finding)))
                .orElseGet(() -> byChain(facts));
    }

    private static Optional<Finding> refuseAccount(KeyImportFacts facts) {
        Account account = facts.account();
        if (!facts.allowed()) {
            return found(KEY_IMPORT_NOT_ALLOWED, account.address().domain());
        }
        return account.custody() == Custody.DEVICE ? found(KEY_BELONGS_ON_DEVICE, account.address()) : Optional.empty();
    }

    private static Optional<Finding> refuseCertificate(KeyImportFacts facts) {
        CertificateFacts certificate = facts.certificate();
        if (facts.ours()) {
            return found(IMPORTED_CERTIFICATE_IS_OURS, certificate.fingerprint());
        }
        if (certificate.addresses().stream().noneMatch(facts.account()::owns)) {
            return found(
                    IMPORTED_CERTIFICATE_NAMES_OTHERS,
                    certificate.addresses(),
                    facts.account().address());
        }
        return certificate.uses().isEmpty()
                ? found(IMPORTED_CERTIFICATE_NOT_FOR_MAIL, certificate.fingerprint())
                : Optional.empty();
    }

    private static Optional<Finding> refuseKey(KeyImportFacts facts) {
        if (!facts.fits()) {
            return found(IMPORTED_KEY_DOES_NOT_FIT, facts.certificate().fingerprint());
        }
        if (!facts.weakness().isEmpty()) {
            return found(IMPORTED_KEY_IS_WEAK, facts.weakness());
        }
        return facts.owners().stream()
                .filter(owner -> !owner.equals(facts.account().address().key()))
                .sorted()
                .findFirst()
                .flatMap(owner -> found(IMPORTED_KEY_OF_ANOTHER, owner));
    }

    private static Decision<KeyImportVerdict> byChain(KeyImportFacts facts) {
        Finding chain = TrustPolicy.finding(facts.chain());
        return switch (facts.chain()) {
            case ChainVerdict.Trusted ignored -> published(facts, chain);
            case ChainVerdict.TrustedUnchecked ignored -> published(facts, chain);
            case ChainVerdict.OutsideDates ignored -> past(facts, chain);
            case ChainVerdict.Revoked ignored -> past(facts, chain);
            case ChainVerdict.RevocationUnavailable ignored -> refused(facts, chain);
            case ChainVerdict.Untrusted ignored -> refused(facts, chain);
            case ChainVerdict.Distrusted ignored -> refused(facts, chain);
            case ChainVerdict.Unfit ignored -> refused(facts, chain);
        };
    }

    private static Decision<KeyImportVerdict> published(KeyImportFacts facts, Finding chain) {
        return decision(KeyImportVerdict.PUBLISH, IMPORTED_KEY_PROVES_POSSESSION, facts, chain);
    }

    /** Mail was encrypted to it as long as it was good. */
    private static Decision<KeyImportVerdict> past(KeyImportFacts facts, Finding chain) {
        return facts.certificate().uses().contains(CertificateUse.ENCRYPT)
                ? decision(KeyImportVerdict.KEEP_FOR_OLD_MAIL, IMPORTED_KEY_OPENS_OLD_MAIL, facts, chain)
                : refused(facts, chain);
    }

    private static Decision<KeyImportVerdict> refused(KeyImportFacts facts, Finding chain) {
        return decision(KeyImportVerdict.REFUSE, IMPORTED_CERTIFICATE_NOT_TRUSTED, facts, chain);
    }

    private static Decision<KeyImportVerdict> decision(
            KeyImportVerdict verdict, KeyImportRule rule, KeyImportFacts facts, Finding chain) {
        return new Decision<>(
                verdict, List.of(Finding.of(rule, facts.certificate().fingerprint()), chain));
    }

    private static Optional<Finding> found(KeyImportRule rule, Object... about) {
        return Optional.of(Finding.of(rule, about));
    }
}
