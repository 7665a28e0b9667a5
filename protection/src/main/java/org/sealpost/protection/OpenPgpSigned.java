package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpSigners;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.protection.openpgp.Judging;
import org.sealpost.protection.openpgp.Reading.Signatures;

/** A message with an OpenPGP signature over all of it, taken apart once, so that it can be judged. */
public final class OpenPgpSigned {
    private final Optional<MailAddress> author;
    private final Content text;
    private final @Nullable Signatures signatures;

    private OpenPgpSigned(HeaderSection outer, Content text, @Nullable Signatures signatures) {
        this.author = Author.of(outer);
        this.text = text;
        this.signatures = signatures;
    }

    /**
     * What was found about the signature.
     *
     * @param key with which was signed, if the house knows it
     * @param algorithms such as {@code SHA-512, Ed25519}
     */
    public record Verdict(
            SignatureCheck check, Optional<OpenPgpKey> key, Optional<Instant> signedAt, String algorithms) {}

    static OpenPgpSigned of(HeaderSection outer, Content text, Signatures signatures) {
        return new OpenPgpSigned(outer, text, signatures);
    }

    /** With a signature file; one that cannot be read becomes a verdict later. */
    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes.
    static OpenPgpSigned read(HeaderSection outer, Content text, HeaderSection header, Content signature) {
        try (InputStream in = TransferEncoding.decoded(header, signature)) {
            return new OpenPgpSigned(outer, text, Signatures.of(in));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return new OpenPgpSigned(outer, text, null);
        }
    }

    /**
     * Judges it over the bytes as they came.
     *
     * @param receivedAt when the house got the message
     */
    public Verdict verify(OpenPgpSigners signers, Instant receivedAt) {
        Signatures found = signatures;
        if (found == null) {
            return new Verdict(
                    new SignatureCheck.Unreadable("the OpenPGP signature cannot be read"),
                    Optional.empty(),
                    Optional.empty(),
                    "");
        }
        Judging.Verdict verdict = new Judging(signers, author, receivedAt).judge(found, text);
        return new Verdict(verdict.check(), verdict.key(), verdict.signedAt(), verdict.algorithms());
    }
}
