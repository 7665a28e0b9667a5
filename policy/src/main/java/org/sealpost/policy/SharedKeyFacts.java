package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MailAddress;

/**
 * All that {@link SharedKeyPolicy} looks at: one shared mailbox.
 *
 * @param readers who reads in it, in order of their addresses
 * @param keys every key for encryption that the mailbox ever had, oldest first
 * @param lids to whom keys are closed now
 */
public record SharedKeyFacts(List<Reader> readers, List<String> keys, List<Lid> lids, Instant now) {
    public SharedKeyFacts {
        readers = List.copyOf(readers);
        keys = List.copyOf(keys);
        lids = List.copyOf(lids);
    }

    /** A member with their certificates, newest first. */
    public record Reader(MailAddress address, List<CertificateFacts> certificates) {
        public Reader {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * A key that is closed to a member.
     *
     * @param member the address, in lower case
     * @param fingerprint of the certificate to which it is closed
     * @param taken whether the member was given the key to take along
     */
    public record Lid(String keyId, String member, String fingerprint, boolean taken) {}
}
