package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Authorship;

/**
 * A message whose signer asks for a signed receipt, and the person who got it.
 *
 * @param asked who is asked; empty if everybody is
 * @param to where the receipt is to go
 * @param own addresses of the person
 * @param certificates with whose keys the house can sign for the person
 */
public record ReceiptFacts(
        ReceiptMode mode,
        Authorship authorship,
        List<MailAddress> asked,
        List<MailAddress> to,
        List<MailAddress> own,
        Standing signer,
        List<CertificateFacts> certificates,
        Instant now) {
    /** What the signer is to the house. */
    public enum Standing {
        STRANGER,
        CONTACT,
        COLLEAGUE
    }

    public ReceiptFacts {
        asked = List.copyOf(asked);
        to = List.copyOf(to);
        own = List.copyOf(own);
        certificates = List.copyOf(certificates);
    }
}
