package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.MessageSecurity.Secrecy;

/**
 * All that {@link StoragePolicy} looks at: one message for one mailbox.
 *
 * @param wantedFor the first of those, whose mail is to be stored sealed, to whom the person belongs
 * @param certificates of the person, newest first
 */
public record StorageFacts(
        Optional<Trustee> wantedFor, Secrecy secrecy, List<CertificateFacts> certificates, Instant now) {
    public StorageFacts {
        certificates = List.copyOf(certificates);
    }
}
