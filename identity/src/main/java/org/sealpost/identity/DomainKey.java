package org.sealpost.identity;

import java.time.Instant;
import java.util.Base64;
import org.sealpost.mail.Domain;

/**
 * A key with which a domain of ours signs the mail of its people (DKIM, RFC 6376), and under which name its public half belongs
 * into the DNS.
 *
 * @param selector tells several keys of one domain apart (RFC 6376 section 3.1): letters, digits and hyphens
 * @param keyId SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex; under it the key store has the private half
 * @param subjectPublicKeyInfo the public half, DER
 */
public record DomainKey(Domain domain, String selector, String keyId, byte[] subjectPublicKeyInfo, Instant madeAt) {
    /** The name of the record in the DNS, RFC 6376 section 3.6.2.1. */
    public String recordName() {
        return selector + "._domainkey." + domain;
    }

    /** The text of the record in the DNS, RFC 6376 section 3.6.1. */
    public String recordText() {
        return "v=DKIM1; k=rsa; p=" + publicKey();
    }

    /** As it stands behind {@code p=}: base64. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(subjectPublicKeyInfo);
    }
}
