package org.sealpost.mail;

import java.time.Instant;

/** What was found about one signature. Only {@link Valid} may be shown as trustworthy. */
public sealed interface SignatureCheck {
    record Valid(MailAddress signer, Instant signedAt) implements SignatureCheck {}

    /** The bytes are not those that were signed. */
    record Altered() implements SignatureCheck {}

    /** No path to a trust anchor; names the issuer that is not known. */
    record Untrusted(String issuer) implements SignatureCheck {}

    record Expired(MailAddress signer, Instant notAfter) implements SignatureCheck {}

    record Revoked(MailAddress signer, Instant revokedAt) implements SignatureCheck {}

    /** A good signature, but by somebody else than the author in From. */
    record OtherAuthor(MailAddress signer, String author) implements SignatureCheck {}

    record Unreadable(String reason) implements SignatureCheck {}
}
