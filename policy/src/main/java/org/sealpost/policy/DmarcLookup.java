package org.sealpost.policy;

import org.sealpost.mail.Domain;

/** What the DNS said about the wish of an author's domain. */
public sealed interface DmarcLookup {
    /** {@code at}: the domain itself, or the one above it that belongs to the same organisation. */
    record Published(DmarcRecord record, Domain at) implements DmarcLookup {}

    record Absent() implements DmarcLookup {}

    /** The DNS did not answer. */
    record Unanswered() implements DmarcLookup {}
}
