package org.sealpost.policy;

import org.sealpost.identity.CertificateFacts;

/** In which form a message lies in a mailbox. */
public sealed interface StorageVerdict {
    /** As the person is to read it. */
    record Keep() implements StorageVerdict {}

    /** Encrypted to the person, in the form that every mail program reads. */
    record Seal(CertificateFacts certificate) implements StorageVerdict {}

    /** Not yet: it waits until the person has a certificate. */
    record Defer() implements StorageVerdict {}
}
