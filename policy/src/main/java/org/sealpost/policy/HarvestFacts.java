package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MessageSecurity;

/**
 * All that {@link HarvestPolicy} looks at.
 *
 * @param strangers whether the message came from outside, by somebody who has no mailbox here
 * @param offered for answers to the signer; empty if the message holds none
 * @param signedAt by the signer's clock, if the signer told
 * @param known what is known of the address already
 */
public record HarvestFacts(
        MessageSecurity security,
        boolean strangers,
        Optional<Offer> offered,
        Optional<Instant> signedAt,
        List<Known> known,
        Instant now) {
    /** The certificate for answers, by whom it was issued, and what the signer's program reads. */
    public record Offer(CertificateFacts certificate, String issuer, List<String> ciphers) {
        public Offer {
            ciphers = List.copyOf(ciphers);
        }
    }

    /** One certificate of the address as it was learned. */
    public record Known(String fingerprint, String issuer, List<String> ciphers, Instant signedAt) {
        public Known {
            ciphers = List.copyOf(ciphers);
        }
    }

    public HarvestFacts {
        known = List.copyOf(known);
    }
}
