package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.Custody;

/**
 * What {@link StoragePolicy} looks at when a mail program puts a draft into a mailbox whose mail is not stored sealed anyway.
 *
 * @param custody who has the keys of its author
 * @param encrypted whether the program encrypted it itself
 * @param answersSealed whether it answers or passes on a message that came encrypted
 * @param certificates of its author, newest first
 */
public record DraftFacts(
        Custody custody, boolean encrypted, boolean answersSealed, List<CertificateFacts> certificates, Instant now) {
    public DraftFacts {
        certificates = List.copyOf(certificates);
    }
}
