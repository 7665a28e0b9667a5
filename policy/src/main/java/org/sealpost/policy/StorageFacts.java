package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Secrecy;

/**
 * All that {@link StoragePolicy} looks at: one message for one mailbox.
 *
 * @param wantedFor the first of those, whose mail is to be stored sealed, to whom the person belongs
 * @param certificates of the owner, newest first
 * @param readers who share the mailbox
 */
public record StorageFacts(
        Optional<Trustee> wantedFor,
        Secrecy secrecy,
        List<CertificateFacts> certificates,
        List<Reader> readers,
        Instant now) {
    public StorageFacts {
        certificates = List.copyOf(certificates);
        readers = List.copyOf(readers);
    }

    /** Of a mailbox that nobody shares. */
    public StorageFacts(
            Optional<Trustee> wantedFor, Secrecy secrecy, List<CertificateFacts> certificates, Instant now) {
        this(wantedFor, secrecy, certificates, List.of(), now);
    }

    /** Somebody else who reads the mailbox, with their certificates, newest first. */
    public record Reader(MailAddress address, List<CertificateFacts> certificates) {
        public Reader {
            certificates = List.copyOf(certificates);
        }
    }
}
