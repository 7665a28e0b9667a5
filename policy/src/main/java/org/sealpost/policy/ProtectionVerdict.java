package org.sealpost.policy;

import java.time.Duration;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.OpenPgpFacts;

/** How a message goes to one recipient. */
public sealed interface ProtectionVerdict {
    /** The bytes stay as they are. */
    record PassThrough() implements ProtectionVerdict {}

    /**
     * The house signs, encrypts, or both.
     *
     * @param signer the certificate to sign with, if the message is signed here
     * @param encryption to which certificate and in which format, if it is encrypted
     */
    record Seal(Optional<CertificateFacts> signer, Optional<Encryption> encryption) implements ProtectionVerdict {}

    /**
     * The house signs, encrypts, or both, with OpenPGP.
     *
     * @param signer the key to sign with, if the message is signed here with OpenPGP
     * @param certificate to sign with instead, if the sender has no OpenPGP key
     * @param recipient the key to encrypt to, if it is encrypted
     */
    record SealOpenPgp(
            Optional<OpenPgpFacts> signer, Optional<CertificateFacts> certificate, Optional<OpenPgpFacts> recipient)
            implements ProtectionVerdict {}

    /** Nothing goes to this recipient. */
    record Refuse() implements ProtectionVerdict {}

    /**
     * Nothing goes to this recipient yet: it waits for a way to encrypt.
     *
     * @param longest how long, before it goes back to its sender
     */
    record Hold(Duration longest) implements ProtectionVerdict {}

    /**
     * Encryption to one certificate.
     *
     * @param headers what of the header fields stays readable outside
     */
    record Encryption(CertificateFacts recipient, Format format, Headers headers) {
        /** With the subject hidden, which is the rule. */
        public Encryption(CertificateFacts recipient, Format format) {
            this(recipient, format, Headers.HIDDEN);
        }
    }

    /** What stands outside of an encrypted message, RFC 9788 section 3.2. All fields go along inside. */
    enum Headers {
        /** The subject reads {@code [...]}; comments and keywords are left out. */
        HIDDEN,
        SHOWN
    }

    /** The two forms of encrypted S/MIME, RFC 8551 section 3. */
    enum Format {
        /** AuthEnvelopedData with AES-256-GCM. */
        MODERN,
        /** EnvelopedData with AES-256-CBC. */
        CONSERVATIVE
    }
}
