package org.sealpost.policy;

import static org.sealpost.policy.ProtectionRule.ALREADY_ENCRYPTED;
import static org.sealpost.policy.ProtectionRule.ALREADY_SIGNED;
import static org.sealpost.policy.ProtectionRule.CAME_FROM_OUTSIDE;
import static org.sealpost.policy.ProtectionRule.ENCRYPTED_POST_QUANTUM;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_ASKED_BY_SENDER;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_DECLINED_BY_SENDER;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_DEMANDED_BY_RULE;
import static org.sealpost.policy.ProtectionRule.FORMAT_FOR_INSIDE;
import static org.sealpost.policy.ProtectionRule.FORMAT_FOR_OUTSIDE;
import static org.sealpost.policy.ProtectionRule.NOTICE_OF_THE_HOUSE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_HAS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_KEY_IS_STRANGE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_WITHOUT_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SENDER_HAS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SENDER_KNOWS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SENDER_WITHOUT_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SIGNATURE_DECLINED_BY_SENDER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.ProtectionVerdict.Encryption;
import org.sealpost.policy.ProtectionVerdict.Format;
import org.sealpost.policy.ProtectionVerdict.PassThrough;
import org.sealpost.policy.ProtectionVerdict.Refuse;
import org.sealpost.policy.ProtectionVerdict.Seal;

/**
 * Decides how a message is protected for one recipient. Mail of our own people is signed and, wherever a certificate is
 * known, encrypted; where encryption is demanded and no certificate is known, it is refused and never sent readable.
 */
public final class ProtectionPolicy {
    private ProtectionPolicy() {}

    public static Decision<ProtectionVerdict> decide(ProtectionFacts facts) {
        if (facts.protection() instanceof Protection.Encrypted) {
            return Decision.of(new PassThrough(), ALREADY_ENCRYPTED);
        }
        return switch (facts.origin()) {
            case Origin.Received received -> Decision.of(new PassThrough(), CAME_FROM_OUTSIDE, received.peer());
            case Origin.Internal() -> Decision.of(new PassThrough(), NOTICE_OF_THE_HOUSE);
            case Origin.Submitted submitted -> sealed(facts);
        };
    }

    private static Decision<ProtectionVerdict> sealed(ProtectionFacts facts) {
        List<Finding> because = new ArrayList<>();
        boolean demanded = isEncryptionDemanded(facts, because);
        Optional<Recipient> recipient = recipient(facts);
        Optional<OpenPgpMail.Known> openPgp = OpenPgpLadder.encryptsTo(facts, recipient.isPresent());
        if (openPgp.isPresent() && (demanded || facts.wish().encrypt().orElse(true))) {
            return OpenPgpLadder.encrypted(facts, openPgp.get(), because);
        }
        if (recipient.isEmpty()) {
            because.addAll(withoutCertificate(facts, openPgp.isPresent()));
        }
        return recipient.isEmpty() && demanded
                ? new Decision<>(new Refuse(), because)
                : withCertificates(facts, recipient, demanded, because);
    }

    /** Why nothing is encrypted to somebody without a certificate. */
    private static List<Finding> withoutCertificate(ProtectionFacts facts, boolean hasKey) {
        if (hasKey) {
            return List.of(Finding.of(ENCRYPTION_DECLINED_BY_SENDER));
        }
        List<Finding> because = new ArrayList<>();
        because.add(Finding.of(RECIPIENT_WITHOUT_CERTIFICATE, facts.recipient()));
        MailCertificates.unusable(facts.certificates(), facts.now())
                .ifPresent(
                        one -> because.add(Finding.of(RECIPIENT_KEY_IS_STRANGE, one.fingerprint(), one.keyAlgorithm())));
        OpenPgpPolicy.badPin(facts.openPgp().recipient(), facts.now())
                .ifPresent(pin -> because.add(Finding.of(
                        OpenPgpRule.OPENPGP_PINNED_KEY_IS_BAD,
                        facts.recipient(),
                        pin.key().fingerprint())));
        return because;
    }

    private static Decision<ProtectionVerdict> withCertificates(
            ProtectionFacts facts, Optional<Recipient> recipient, boolean demanded, List<Finding> because) {
        Optional<Encryption> encryption = recipient.flatMap(known -> encryption(facts, known, demanded, because));
        Optional<CertificateFacts> signer = signer(facts, because);
        boolean untouched = signer.isEmpty() && encryption.isEmpty();
        if (untouched && OpenPgpLadder.signs(facts)) {
            return OpenPgpLadder.signed(facts, because);
        }
        return new Decision<>(untouched ? new PassThrough() : new Seal(signer, encryption), because);
    }

    /** What is known of a recipient, and by whom. */
    private record Recipient(CertificateFacts certificate, ProtectionRule known) {}

    /** The organisation's certificates go first: administrators looked at them. */
    private static Optional<Recipient> recipient(ProtectionFacts facts) {
        return MailCertificates.forEncryption(facts.certificates(), facts.inside(), facts.now())
                .map(one -> new Recipient(one, RECIPIENT_HAS_CERTIFICATE))
                .or(() -> MailCertificates.forEncryption(facts.privateCertificates(), facts.inside(), facts.now())
                        .map(one -> new Recipient(one, SENDER_KNOWS_CERTIFICATE)));
    }

    private static boolean isEncryptionDemanded(ProtectionFacts facts, List<Finding> because) {
        Optional<String> pattern = facts.rules().demandsEncryptionTo(facts.recipient());
        pattern.ifPresent(rule -> because.add(
                Finding.of(ENCRYPTION_DEMANDED_BY_RULE, rule, facts.rules().version())));
        boolean asked = facts.wish().encrypt().orElse(false);
        if (asked) {
            because.add(Finding.of(ENCRYPTION_ASKED_BY_SENDER));
        }
        return pattern.isPresent() || asked;
    }

    private static Optional<Encryption> encryption(
            ProtectionFacts facts, Recipient recipient, boolean demanded, List<Finding> because) {
        boolean declined = !facts.wish().encrypt().orElse(true);
        if (declined && !demanded) {
            because.add(Finding.of(ENCRYPTION_DECLINED_BY_SENDER));
            return Optional.empty();
        }
        CertificateFacts certificate = recipient.certificate();
        because.add(Finding.of(recipient.known(), facts.recipient(), certificate.fingerprint()));
        if (KeyStrength.isPostQuantum(certificate.keyAlgorithm())) {
            because.add(Finding.of(ENCRYPTED_POST_QUANTUM, certificate.keyAlgorithm()));
        }
        Format format = facts.inside() ? Format.MODERN : Format.CONSERVATIVE;
        because.add(Finding.of(facts.inside() ? FORMAT_FOR_INSIDE : FORMAT_FOR_OUTSIDE));
        return Optional.of(new Encryption(certificate, format));
    }

    static Optional<CertificateFacts> signer(ProtectionFacts facts, List<Finding> because) {
        if (facts.protection() instanceof Protection.Signed) {
            because.add(Finding.of(ALREADY_SIGNED));
            return Optional.empty();
        }
        if (!facts.wish().sign().orElse(true)) {
            because.add(Finding.of(SIGNATURE_DECLINED_BY_SENDER));
            return Optional.empty();
        }
        Optional<CertificateFacts> signer = MailCertificates.forSigning(facts.senderCertificates(), facts.now());
        because.add(signer.map(certificate -> Finding.of(SENDER_HAS_CERTIFICATE, certificate.fingerprint()))
                .orElse(Finding.of(SENDER_WITHOUT_CERTIFICATE)));
        return signer;
    }
}
