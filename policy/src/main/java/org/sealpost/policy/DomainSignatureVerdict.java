package org.sealpost.policy;

import org.sealpost.mail.Domain;

/** Whether a message that leaves is signed in the name of its author's domain. */
public sealed interface DomainSignatureVerdict {
    /** With this key of the domain. */
    record Sign(Domain domain, String selector) implements DomainSignatureVerdict {}

    record Leave() implements DomainSignatureVerdict {}
}
