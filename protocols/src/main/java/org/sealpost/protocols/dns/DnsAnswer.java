package org.sealpost.protocols.dns;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * An answer of the DNS, and how far it can be trusted.
 *
 * @param records of the type that was asked for; none if there are none
 * @param nameExists whether the name is in the DNS at all
 * @param words what went wrong, for people; empty if nothing did
 * @param lasts how long it may be kept
 */
public record DnsAnswer(List<Record> records, Standing standing, boolean nameExists, String words, Duration lasts) {
    public DnsAnswer {
        records = List.copyOf(records);
    }

    /** How far an answer can be trusted, RFC 4035 section 4.3. */
    public enum Standing {
        /** Signed down from a trust anchor; also that there is nothing. */
        SIGNED,
        /** From a zone of which it is proved that it is not signed, or from a resolver that hides signatures. */
        UNSIGNED,
        /** Forged, broken, or none at all. */
        FAILED
    }

    public boolean isSigned() {
        return standing == Standing.SIGNED;
    }

    public boolean isFailed() {
        return standing == Standing.FAILED;
    }

    /** The records of this kind. */
    public <R extends Record> List<R> all(Class<R> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
