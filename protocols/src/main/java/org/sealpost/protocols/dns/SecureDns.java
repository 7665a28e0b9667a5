package org.sealpost.protocols.dns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sealpost.protocols.dns.DnsAnswer.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Questions to the DNS of which it matters whether the answer is signed (DNSSEC). Signatures are checked here, down from the
 * root, so that the name servers in use need not be trusted.
 */
public final class SecureDns {
    private static final Logger LOG = LoggerFactory.getLogger(SecureDns.class);
    private static final int EDNS_BYTES = 1_232;
    private static final int ANSWERS_KEPT = 10_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_NOTHING = Duration.ofMinutes(5);
    private static final Duration FAILURE = Duration.ofSeconds(5);
    private static final Duration PROBE_EVERY = Duration.ofHours(1);
    private static final Duration PROBE_AGAIN = Duration.ofMinutes(1);

    private final Resolver plain;
    private final Optional<Validation> validation;
    private final LongSupplier nanos;
    private final Map<Question, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Kept> eldest) {
            return size() > ANSWERS_KEPT;
        }
    };
    private volatile Probe probe = new Probe(Health.UNTESTED, 0);

    private record Validation(Resolver resolver, Name anchor) {}

    private record Question(Name name, int type) {}

    private record Kept(DnsAnswer answer, long untilNanos) {}

    private record Probe(Health health, long untilNanos) {}

    /** Whether the name servers in use let signatures through. */
    public enum Health {
        UNTESTED,
        VALIDATING,
        /** Answers come, but without signatures. */
        STRIPPED,
        /** No answers come. */
        SILENT,
        /** Nobody wants them checked. */
        OFF
    }

    private SecureDns(Resolver plain, Optional<Validation> validation, LongSupplier nanos) {
        this.plain = plain;
        this.validation = validation;
        this.nanos = nanos;
    }

    /** Without checking signatures. */
    public static SecureDns unchecked(Resolver resolver) {
        return new SecureDns(resolver, Optional.empty(), System::nanoTime);
    }

    /**
     * With signatures checked.
     *
     * @param resolvers makes a resolver of its own each time
     * @param anchors DS or DNSKEY records in the form of a zone file, all of one name
     */
    public static SecureDns checked(Supplier<Resolver> resolvers, InputStream anchors) {
        ValidatingResolver validating = new ValidatingResolver(resolvers.get());
        try {
            byte[] text = anchors.readAllBytes();
            validating.loadTrustAnchors(new java.io.ByteArrayInputStream(text));
            Resolver plain = resolvers.get();
            plain.setEDNS(0, EDNS_BYTES, ExtendedFlags.DO, List.of());
            return new SecureDns(plain, Optional.of(new Validation(validating, owner(text))), System::nanoTime);
        } catch (IOException e) {
            throw new UncheckedIOException("the trust anchors of the DNS cannot be read", e);
        }
    }

    private static Name owner(byte[] text) throws IOException {
        try (var master = new org.xbill.DNS.Master(new java.io.ByteArrayInputStream(text), Name.root, 0)) {
            Record first = master.nextRecord();
            if (first == null) {
                throw new IOException("no trust anchor in the file");
            }
            return first.getName();
        }
    }

    /** With the name servers that this machine uses, and the keys of the root that came with the program. */
    public static SecureDns system() {
        try (InputStream anchors = SecureDns.class.getResourceAsStream("root-anchors.txt")) {
            return checked(ExtendedResolver::new, java.util.Objects.requireNonNull(anchors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether signatures can be checked; asked anew from time to time. */
    public Health health() {
        if (validation.isEmpty()) {
            return Health.OFF;
        }
        Probe known = probe;
        if (known.health != Health.UNTESTED && known.untilNanos - nanos.getAsLong() > 0) {
            return known.health;
        }
        Health found = probe(validation.get().anchor);
        Duration lasts = found == Health.VALIDATING ? PROBE_EVERY : PROBE_AGAIN;
        probe = new Probe(found, nanos.getAsLong() + lasts.toNanos());
        if (found != known.health) {
            LOG.info("signatures of the DNS: {}", found);
        }
        return found;
    }

    /**
     * A name that is there and must be signed. So, where no signature comes along, somebody has cut it out; and who says that there
     * is no such name, or does not understand the question, cannot be asked for signatures either.
     */
    private Health probe(Name anchor) {
        try {
            Message answer = plain.send(Message.newQuery(Record.newRecord(anchor, Type.DNSKEY, DClass.IN)));
            if (answer.getRcode() == Rcode.SERVFAIL || answer.getRcode() == Rcode.REFUSED) {
                return Health.SILENT;
            }
            boolean signed = answer.getSection(Section.ANSWER).stream().anyMatch(one -> one.getType() == Type.RRSIG);
            return signed ? Health.VALIDATING : Health.STRIPPED;
        } catch (IOException e) {
            return Health.SILENT;
        }
    }

    /** Asks for a whole name, without search path and hosts file. */
    public DnsAnswer ask(String name, int type) {
        try {
            return ask(new Question(Name.fromString(name, Name.root), type));
        } catch (TextParseException e) {
            return new DnsAnswer(List.of(), Standing.UNSIGNED, false, "not a name for the DNS: " + name, FAILURE);
        }
    }

    private DnsAnswer ask(Question question) {
        synchronized (kept) {
            Kept known = kept.get(question);
            if (known != null && known.untilNanos - nanos.getAsLong() > 0) {
                return known.answer;
            }
        }
        DnsAnswer answer = fetch(question);
        synchronized (kept) {
            kept.put(
                    question,
                    new Kept(answer, nanos.getAsLong() + answer.lasts().toNanos()));
        }
        return answer;
    }

    private DnsAnswer fetch(Question question) {
        boolean checked = switch (health()) {
            case VALIDATING, SILENT -> true;
            case STRIPPED, OFF, UNTESTED -> false;
        };
        Resolver resolver =
                validation.filter(one -> checked).map(Validation::resolver).orElse(plain);
        try {
            Message message =
                    resolver.send(Message.newQuery(Record.newRecord(question.name, question.type, DClass.IN)));
            return answer(question, message, checked);
        } catch (IOException e) {
            return failed("no answer from the DNS about " + question.name.toString(true) + ": " + e.getMessage());
        }
    }

    private static DnsAnswer answer(Question question, Message message, boolean checked) {
        int code = message.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return failed("no answer from the DNS about " + question.name.toString(true) + ": " + Rcode.string(code)
                    + reason(message));
        }
        List<Record> found = message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == question.type)
                .toList();
        boolean signed = checked && message.getHeader().getFlag(Flags.AD);
        return new DnsAnswer(
                found,
                signed ? Standing.SIGNED : Standing.UNSIGNED,
                code == Rcode.NOERROR,
                "",
                found.isEmpty() ? nothingLasts(message) : lasts(message));
    }

    private static Duration lasts(Message message) {
        long seconds = message.getSection(Section.ANSWER).stream()
                .mapToLong(Record::getTTL)
                .min()
                .orElse(0);
        return shorter(Duration.ofSeconds(seconds), LONGEST);
    }

    /** RFC 2308 section 5. */
    private static Duration nothingLasts(Message message) {
        long seconds = message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .mapToLong(soa -> Math.min(soa.getMinimum(), soa.getTTL()))
                .min()
                .orElse(FAILURE.toSeconds());
        return shorter(Duration.ofSeconds(seconds), LONGEST_NOTHING);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static DnsAnswer failed(String words) {
        return new DnsAnswer(List.of(), Standing.FAILED, false, words, FAILURE);
    }

    /** Why an answer is bogus, as the validation tells it. */
    private static String reason(Message message) {
        for (RRset set : message.getSectionRRsets(Section.ADDITIONAL)) {
            if (set.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS
                    && set.first() instanceof TXTRecord text) {
                return " (" + String.join("", text.getStrings()) + ")";
            }
        }
        return "";
    }
}
