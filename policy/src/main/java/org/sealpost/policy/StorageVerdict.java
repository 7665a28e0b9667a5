package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.CertificateFacts;

/** In which form a message lies in a mailbox. */
public sealed interface StorageVerdict {
    /** As the person is to read it. */
    record Keep() implements StorageVerdict {}

    /**
     * Encrypted to its owner, in the form that every mail program reads.
     *
     * @param readers the certificates of those who share the mailbox, in order of their addresses
     */
    record Seal(CertificateFacts certificate, List<CertificateFacts> readers) implements StorageVerdict {
        public Seal {
            readers = List.copyOf(readers);
        }

        /** To its owner alone. */
        public Seal(CertificateFacts certificate) {
            this(certificate, List.of());
        }
    }

    /** Not yet: it waits until the person has a certificate. */
    record Defer() implements StorageVerdict {}
}
