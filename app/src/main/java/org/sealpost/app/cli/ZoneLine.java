package org.sealpost.app.cli;

import org.sealpost.identity.DomainKey;
import org.sealpost.protocols.dns.ZoneText;

/** A record as a line of a zone file (RFC 1035 section 5.1). */
final class ZoneLine {
    private ZoneLine() {}

    static String of(DomainKey key) {
        return key.recordName() + ". IN TXT " + ZoneText.quoted(key.recordText());
    }
}
