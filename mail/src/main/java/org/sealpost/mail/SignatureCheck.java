package org.sealpost.mail;

import java.time.Instant;

/**
 * What was found about one signature. Only {@link Valid} may be shown as trustworthy; each other outcome has a reason of its
 * own, since each asks for another remedy.
 */
public sealed interface SignatureCheck {
    record Valid(MailAddress signer, Instant signedAt) implements SignatureCheck {}

    /** Good in all but one thing: nobody could say whether the certificate was revoked. Shown apart from Valid. */
    record RevocationUnknown(MailAddress signer, Instant signedAt) implements SignatureCheck {}

    /** The bytes are not those that were signed. */
    record Altered() implements SignatureCheck {}

    /**
     * No path to a trust anchor; names the issuer that is not known.
     *
     * @param fingerprint of its certificate, by which people compare; "" if it is not at hand
     */
    record Untrusted(String issuer, String fingerprint) implements SignatureCheck {}

    record Expired(MailAddress signer, Instant notAfter) implements SignatureCheck {}

    record Revoked(MailAddress signer, Instant revokedAt) implements SignatureCheck {}

    /** The certificate or its path is not fit for signing mail: another use, a weak key, a weak hash. */
    record Unsuitable(String reason) implements SignatureCheck {}

    /** A good signature, but by somebody else than the author in From. */
    record OtherAuthor(MailAddress signer, String author) implements SignatureCheck {}

    /**
     * A good signature of the gateway of the author's domain: the domain vouches for the message, not the person (RFC 3183).
     *
     * @param domain the author's
     */
    record OfDomain(Domain domain, MailAddress signer) implements SignatureCheck {}

    /**
     * Good in all but one thing: it was made long before the message says it was written, as if somebody sent an old message
     * once more under a new date.
     */
    record OlderThanMessage(MailAddress signer, Instant signedAt) implements SignatureCheck {}

    record Unreadable(String reason) implements SignatureCheck {}
}
