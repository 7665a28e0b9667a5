package org.sealpost.policy;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.DirectoryEntry;

/**
 * A certificate whose key a client proved to hold in the TLS handshake, and what the house knows of it.
 *
 * @param fingerprint of what was shown
 * @param issued the same certificate in the book of our own authority; empty if it never issued it
 * @param owner for whom it was issued, as the book writes it
 * @param asked as whom the client wants to be logged in; "" to be whom the certificate names
 * @param account the account of the owner, if there is one
 */
public record CertificateLoginFacts(
        String fingerprint,
        Optional<CertificateFacts> issued,
        String owner,
        String asked,
        Optional<DirectoryEntry.Account> account,
        Instant now) {}
