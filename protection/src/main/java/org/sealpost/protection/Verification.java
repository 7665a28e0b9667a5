package org.sealpost.protection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.SignatureCheck;

/**
 * What was found about the signature of a message, with the evidence.
 *
 * @param signer the certificate that signed, DER, if the message holds it
 * @param certificates all certificates of the signature, DER: what may be learned from a valid one
 * @param signedAt what the signer says about the time
 * @param algorithms such as {@code SHA-256, RSA}
 * @param chain the verdict on the signer's chain, if it came to that
 * @param notices what a reader should know although it decides nothing: {@code signed at another time than the message says}
 * @param announcement what the signer tells about answers; nothing unless the content is intact
 */
public record Verification(
        SignatureCheck check,
        Optional<byte[]> signer,
        List<byte[]> certificates,
        Optional<Instant> signedAt,
        String algorithms,
        Optional<ChainVerdict> chain,
        List<String> notices,
        Announcement announcement) {
    public Verification {
        certificates = List.copyOf(certificates);
        notices = List.copyOf(notices);
    }

    Verification with(Announcement announced) {
        return new Verification(check, signer, certificates, signedAt, algorithms, chain, notices, announced);
    }

    static Verification unreadable(String reason) {
        return failed(new SignatureCheck.Unreadable(reason));
    }

    static Verification failed(SignatureCheck check) {
        return new Verification(
                check,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                "",
                Optional.empty(),
                List.of(),
                Announcement.NOTHING);
    }
}
