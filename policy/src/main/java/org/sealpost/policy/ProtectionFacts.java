package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;

/**
 * All that {@link ProtectionPolicy} looks at: one message, one recipient.
 *
 * @param protection what the message carries as it came in
 * @param senderCertificates of the account that sent it; none for mail from outside
 * @param inside whether the recipient has a mailbox here
 * @param certificates of the recipient, newest first
 * @param privateCertificates of the recipient, that the sender alone knows
 * @param learned of the recipient, from signed mail
 * @param hidesSubject whether the organisation hides the subject of encrypted mail
 * @param wish what the sender asked for
 * @param gateway what rules look at, and what is known of the recipient's domain
 * @param openPgp keys of both, beside their certificates
 */
public record ProtectionFacts(
        Origin origin,
        Protection protection,
        List<CertificateFacts> senderCertificates,
        MailAddress recipient,
        boolean inside,
        List<CertificateFacts> certificates,
        List<CertificateFacts> privateCertificates,
        LearnedFacts learned,
        boolean hidesSubject,
        Wish wish,
        ProtectionRules rules,
        GatewayFacts gateway,
        Instant now,
        OpenPgpMail openPgp) {
    /** Of a message on whose way nobody has an OpenPGP key. */
    @SuppressWarnings("ParameterNumber") // As many as there are facts.
    public ProtectionFacts(
            Origin origin,
            Protection protection,
            List<CertificateFacts> senderCertificates,
            MailAddress recipient,
            boolean inside,
            List<CertificateFacts> certificates,
            List<CertificateFacts> privateCertificates,
            LearnedFacts learned,
            boolean hidesSubject,
            Wish wish,
            ProtectionRules rules,
            GatewayFacts gateway,
            Instant now) {
        this(
                origin,
                protection,
                senderCertificates,
                recipient,
                inside,
                certificates,
                privateCertificates,
                learned,
                hidesSubject,
                wish,
                rules,
                gateway,
                now,
                OpenPgpMail.NONE);
    }

    /** The same, with OpenPGP keys. */
    public ProtectionFacts with(OpenPgpMail keys) {
        return new ProtectionFacts(
                origin,
                protection,
                senderCertificates,
                recipient,
                inside,
                certificates,
                privateCertificates,
                learned,
                hidesSubject,
                wish,
                rules,
                gateway,
                now,
                keys);
    }

    /** The same, where the subject of encrypted mail is hidden. */
    ProtectionFacts hidingSubject() {
        return new ProtectionFacts(
                origin,
                protection,
                senderCertificates,
                recipient,
                inside,
                certificates,
                privateCertificates,
                learned,
                true,
                wish,
                rules,
                gateway,
                now,
                openPgp);
    }

    public ProtectionFacts {
        senderCertificates = List.copyOf(senderCertificates);
        certificates = List.copyOf(certificates);
        privateCertificates = List.copyOf(privateCertificates);
    }
}
