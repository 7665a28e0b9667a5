package org.sealpost.policy;

import java.time.Instant;
import java.util.List;

/**
 * How connections to the servers of a domain went, as one sender tells it (RFC 8460).
 *
 * @param organization who tells it
 * @param contact whom to ask about it
 * @param id tells it from all other reports of the same organization
 */
public record TlsReport(
        String organization, Instant begins, Instant ends, String contact, String id, List<Section> sections) {
    public TlsReport {
        sections = List.copyOf(sections);
    }

    /**
     * What was counted for one promise of the domain.
     *
     * @param kind a word of RFC 8460, or another one
     * @param of whose promise it is
     */
    public record Section(
            String kind,
            String of,
            List<String> text,
            List<String> hosts,
            long successes,
            long failures,
            List<Failure> details) {
        public Section {
            text = List.copyOf(text);
            hosts = List.copyOf(hosts);
            details = List.copyOf(details);
        }
    }

    /**
     * How often something failed in one way.
     *
     * @param result a word of {@link TlsResult}, or another one
     * @param from the address of the sender
     * @param to that of the server; empty if nothing was connected
     */
    public record Failure(String result, String from, String host, String to, long count) {}

    public long successes() {
        return sections.stream().mapToLong(Section::successes).sum();
    }

    public long failures() {
        return sections.stream().mapToLong(Section::failures).sum();
    }
}
