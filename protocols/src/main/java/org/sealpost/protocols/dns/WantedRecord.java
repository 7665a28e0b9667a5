package org.sealpost.protocols.dns;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * A record that the DNS should have, so that mail comes here and is trusted elsewhere.
 *
 * @param purpose what it is for, in a few words
 * @param name whole, without a dot at its end
 * @param type such as {@link Type#MX}
 * @param data as it stands in a zone file; the text itself for TXT
 * @param mark how the text begins of which there must be exactly one, whatever follows; empty if it must be as proposed
 */
public record WantedRecord(String purpose, String name, int type, String data, Optional<String> mark) {
    /** What the DNS says about it. */
    public enum State {
        PUBLISHED,
        MISSING,
        /** There are records, but not this one, or several that exclude one another. */
        DIFFERENT,
        UNANSWERED
    }

    /** {@code found}: what stands there in its place. */
    public record Checked(WantedRecord wanted, State state, List<String> found) {
        public Checked {
            found = List.copyOf(found);
        }
    }

    public static WantedRecord of(String purpose, String name, int type, String data) {
        return new WantedRecord(purpose, name, type, data, Optional.empty());
    }

    /** A proposal: any one text with this mark will do, since its details are yours. */
    public static WantedRecord proposed(String purpose, String name, String text, String mark) {
        return new WantedRecord(purpose, name, Type.TXT, text, Optional.of(mark));
    }

    public Checked check(Dns dns) {
        try {
            List<String> found =
                    dns.records(name, type).stream().map(WantedRecord::text).toList();
            if (type == Type.CNAME && found.isEmpty()) {
                return addressed(dns);
            }
            return mark.isPresent() ? marked(found, mark.get()) : exact(found);
        } catch (Dns.Unanswered e) {
            return new Checked(this, State.UNANSWERED, List.of());
        }
    }

    /** An address in the place of an alias leads to the same. */
    private Checked addressed(Dns dns) throws Dns.Unanswered {
        List<String> addresses = Stream.concat(
                        dns.records(name, Type.A).stream(), dns.records(name, Type.AAAA).stream())
                .map(WantedRecord::text)
                .toList();
        return new Checked(this, addresses.isEmpty() ? State.MISSING : State.PUBLISHED, addresses);
    }

    /** A domain with two such texts is treated as one with none (RFC 7208 section 4.5, RFC 7489 section 6.6.3). */
    private Checked marked(List<String> found, String begin) {
        List<String> alike = found.stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(begin.toLowerCase(Locale.ROOT)))
                .toList();
        return new Checked(
                this, alike.isEmpty() ? State.MISSING : alike.size() == 1 ? State.PUBLISHED : State.DIFFERENT, alike);
    }

    private Checked exact(List<String> found) {
        boolean there = found.stream().map(this::compared).anyMatch(compared(data)::equals);
        return new Checked(this, there ? State.PUBLISHED : found.isEmpty() ? State.MISSING : State.DIFFERENT, found);
    }

    /** The first number of MX and SRV is a preference, which is yours to choose; spaces in texts mean nothing. */
    private String compared(String text) {
        String rest = type == Type.MX || type == Type.SRV ? text.substring(text.indexOf(' ') + 1) : text;
        return rest.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    private static String text(Record record) {
        return switch (record) {
            case MXRecord mx -> mx.getPriority() + " " + mx.getTarget();
            case SRVRecord srv ->
                srv.getPriority() + " " + srv.getWeight() + " " + srv.getPort() + " " + srv.getTarget();
            case TLSARecord tlsa -> Tlsa.of(tlsa).toString();
            case TXTRecord txt -> String.join("", txt.getStrings());
            default -> record.rdataToString();
        };
    }

    /** As a zone file has it (RFC 1035 section 5.1). */
    public String line() {
        return name + ". IN " + Type.string(type) + " " + (type == Type.TXT ? ZoneText.quoted(data) : data);
    }
}
