package org.sealpost.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.ConnectionRule;
import org.sealpost.policy.ConnectorRule;
import org.sealpost.policy.Decision;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionLevel;
import org.sealpost.policy.ProtectionLevelFacts;
import org.sealpost.policy.ProtectionLevelFacts.Link;
import org.sealpost.policy.ProtectionLevelPolicy;
import org.sealpost.policy.Rule;

/**
 * The way of a message in five legs, as the audit log tells it: to this server, here, in its envelope of encryption, to the next
 * server, and there. What nobody knows is told as unknown, never as protected.
 */
public final class FiveLegs {
    private static final String ADDRESS = "(\\S+@[^\\s,]+)";
    private static final Pattern DECIDED = Pattern.compile("(signed and encrypted to|encrypted to|signed only to"
            + "|signed and encrypted with OpenPGP to|encrypted with OpenPGP to|signed only with OpenPGP to"
            + "|passed on as it is to|refused for|will wait for a certificate of|put into quarantine for"
            + "|waits for a scanner, for) " + ADDRESS + "(?:, (.*))?");
    private static final Pattern INTO_MAILBOX = Pattern.compile("into the mailbox of " + ADDRESS + ".*");
    private static final Pattern DELIVERED = Pattern.compile("delivered to " + ADDRESS + "(?: by (.*) over (.*))?");
    private static final Pattern TRIED = Pattern.compile(ADDRESS + " (waits|was not reached)");
    private static final Pattern ACCEPTED = Pattern.compile("accepted from " + ADDRESS + " to .*");
    private static final Set<AuditAction> OUR_WORK =
            Set.of(AuditAction.DECIDE, AuditAction.VERIFY, AuditAction.DECRYPT, AuditAction.ENCRYPT, AuditAction.SIGN);

    private final List<AuditEvent> here = new ArrayList<>();
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private Optional<AuditEvent> accepted = Optional.empty();

    private FiveLegs() {}

    /** How a leg was. */
    public enum State {
        PROTECTED,
        NOT_PROTECTED,
        UNKNOWN
    }

    /** One leg: what happened on it, when, and why. */
    public record Leg(String name, State state, Optional<Instant> at, String what, List<Finding> because) {
        public Leg {
            because = List.copyOf(because);
        }
    }

    /**
     * The way of one message.
     *
     * @param shared the legs that all recipients have in common, the first two
     * @param recipients the other three, for each recipient that the audit log names
     * @param levels on which level it is protected for each of them, as far as it has come
     */
    public record Way(
            List<Leg> shared, Map<String, List<Leg>> recipients, Map<String, Decision<ProtectionLevel>> levels) {}

    /** What became of one recipient, the last word on each. */
    private static final class Fate {
        private Optional<AuditEvent> decided = Optional.empty();
        private Optional<AuditEvent> end = Optional.empty();
        private Optional<String> mailbox = Optional.empty();
    }

    /** How a message came to this server, for its record; nothing of what the house itself writes. */
    static List<Finding> came(MailObject mail, List<Finding> because) {
        boolean tunnelled = has(because, ConnectorRule.CAME_THROUGH_TUNNEL);
        if (tunnelled && !mail.receivedOver().isEncrypted()) {
            return List.of();
        }
        if (!(mail.origin() instanceof Origin.Submitted) && !(mail.origin() instanceof Origin.Received)) {
            return List.of();
        }
        return List.of(
                switch (mail.receivedOver()) {
                    case SessionSecurity.Plain() -> Finding.of(ConnectionRule.CAME_IN_CLEAR);
                    case SessionSecurity.Tls(String version, String cipher) ->
                        Finding.of(ConnectionRule.CAME_ENCRYPTED, version + " " + cipher);
                    case SessionSecurity.MutualTls(String version, String cipher, var peer) ->
                        Finding.of(ConnectionRule.CAME_FROM_PARTNER, version + " " + cipher, peer.partner());
                });
    }

    /** {@code events}: all lines about one message, in the order in which they were written. */
    public static Way of(List<AuditEvent> events) {
        FiveLegs legs = new FiveLegs();
        events.forEach(legs::read);
        Map<String, List<Leg>> recipients = new LinkedHashMap<>();
        Map<String, Decision<ProtectionLevel>> levels = new LinkedHashMap<>();
        legs.fates.forEach((recipient, fate) -> {
            recipients.put(recipient, legs.of(fate));
            levels.put(recipient, legs.level(fate));
        });
        return new Way(List.of(legs.toUs(), legs.here()), recipients, levels);
    }

    /** Who sent the message, by its envelope; empty if that names nobody, or nothing is known of it. */
    public static Optional<MailAddress> sender(List<AuditEvent> events) {
        return events.stream()
                .filter(event -> event.action() == AuditAction.ACCEPT)
                .map(event -> ACCEPTED.matcher(event.outcome()))
                .filter(Matcher::matches)
                .map(matcher -> MailAddress.parse(matcher.group(1)))
                .findFirst();
    }

    /** Whether it tells of a try to deliver that did not succeed. */
    static boolean isTry(AuditEvent event) {
        return TRIED.matcher(event.outcome()).matches();
    }

    private void read(AuditEvent event) {
        Matcher decided = DECIDED.matcher(event.outcome());
        Matcher mailbox = INTO_MAILBOX.matcher(event.outcome());
        Matcher delivered = DELIVERED.matcher(event.outcome());
        Matcher tried = TRIED.matcher(event.outcome());
        if (event.action() == AuditAction.ACCEPT) {
            accepted = accepted.or(() -> Optional.of(event));
        } else if (decided.matches()) {
            Fate fate = fate(decided.group(2));
            fate.decided = Optional.of(event);
            fate.mailbox = Optional.ofNullable(decided.group(3))
                    .map(INTO_MAILBOX::matcher)
                    .filter(Matcher::matches)
                    .map(into -> into.group(1));
        } else if (event.action() == AuditAction.DELIVER && mailbox.matches()) {
            arrived(mailbox.group(1), event);
        } else if (delivered.matches()) {
            fate(delivered.group(1)).end = Optional.of(event);
        } else if (tried.matches()) {
            fate(tried.group(1)).end = Optional.of(event);
        } else if (OUR_WORK.contains(event.action())) {
            here.add(event);
        } else {
            reported(event);
        }
    }

    private Fate fate(String recipient) {
        return fates.computeIfAbsent(recipient, name -> new Fate());
    }

    /** Several addresses may lead into one mailbox. */
    private void arrived(String account, AuditEvent event) {
        List<Fate> waiting = fates.values().stream()
                .filter(fate -> fate.mailbox.filter(account::equals).isPresent())
                .toList();
        if (waiting.isEmpty()) {
            fate(account).end = Optional.of(event);
        }
        waiting.forEach(fate -> fate.end = Optional.of(event));
    }

    /** What another system says later is the last word, although nobody proves it. */
    private void reported(AuditEvent event) {
        Optional<String> recipient = event.because().stream()
                .filter(finding -> finding.rule() == DeliveryRule.REPORTED)
                .map(finding -> finding.facts().getFirst())
                .filter(fates::containsKey)
                .findFirst();
        if (recipient.isEmpty()) {
            here.add(event);
        } else if (fate(recipient.get()).end.isEmpty()) {
            fate(recipient.get()).end = Optional.of(event);
        }
    }

    private Leg toUs() {
        List<Finding> because = accepted.map(AuditEvent::because).orElse(List.of());
        State state = has(because, ConnectionRule.CAME_ENCRYPTED)
                        || has(because, ConnectionRule.CAME_FROM_PARTNER)
                        || has(because, ConnectorRule.CAME_THROUGH_TUNNEL)
                ? State.PROTECTED
                : has(because, ConnectionRule.CAME_IN_CLEAR) ? State.NOT_PROTECTED : State.UNKNOWN;
        return new Leg(
                "to this server",
                state,
                accepted.map(AuditEvent::at),
                accepted.map(event -> event.outcome() + ", from " + event.actor())
                        .orElse("nothing is known of it"),
                because);
    }

    private static boolean has(List<Finding> because, Rule rule) {
        return because.stream().anyMatch(finding -> finding.rule() == rule);
    }

    /** Content is never on the disk in clear, in the queue as in mailboxes. */
    private Leg here() {
        List<String> what = new ArrayList<>(List.of("on disk only encrypted"));
        here.forEach(event -> what.add(event.outcome()));
        return new Leg(
                "here",
                State.PROTECTED,
                here.stream().findFirst().map(AuditEvent::at),
                String.join("; ", what),
                here.stream().flatMap(event -> event.because().stream()).toList());
    }

    private List<Leg> of(Fate fate) {
        Leg envelope = envelope(fate);
        Leg hop = hop(fate);
        return List.of(envelope, hop, there(fate, envelope));
    }

    private static Leg envelope(Fate fate) {
        String what = fate.decided.map(AuditEvent::outcome).orElse("nothing was decided yet");
        boolean before = fate.decided
                .filter(event -> ProtectionLevelFacts.isEncryptedAlready(event.because()))
                .isPresent();
        return leg("message encryption", before ? State.PROTECTED : state(what), fate.decided, what);
    }

    /** Of what other servers claim, nothing counts. */
    private Decision<ProtectionLevel> level(Fate fate) {
        List<Link> links = new ArrayList<>(accepted.map(AuditEvent::because).stream()
                .flatMap(ProtectionLevelFacts::arrival)
                .toList());
        if (links.isEmpty()) {
            links.add(accepted.filter(FiveLegs::isOwnWord).isPresent() ? Link.INSIDE : Link.UNKNOWN);
        }
        if (fate.end
                .filter(event -> DELIVERED.matcher(event.outcome()).matches())
                .isPresent()) {
            links.add(
                    switch (hop(fate).state()) {
                        case PROTECTED -> Link.TLS;
                        case NOT_PROTECTED -> Link.CLEAR;
                        case UNKNOWN -> Link.UNKNOWN;
                    });
        }
        boolean encrypted = envelope(fate).state() == State.PROTECTED;
        return ProtectionLevelPolicy.decide(new ProtectionLevelFacts(encrypted, links));
    }

    /** What the house writes itself came over no connection. */
    private static boolean isOwnWord(AuditEvent accepted) {
        return accepted.actor().equals("transport");
    }

    /** Mail that came encrypted from elsewhere may pass as it is; what was refused or waits has no form yet. */
    private static State state(String decided) {
        if (decided.startsWith("encrypted ") || decided.startsWith("signed and encrypted ")) {
            return State.PROTECTED;
        }
        return decided.startsWith("signed only ") ? State.NOT_PROTECTED : State.UNKNOWN;
    }

    private static Leg hop(Fate fate) {
        Optional<AuditEvent> end = fate.end;
        if (end.isEmpty()) {
            return leg("to the next server", State.UNKNOWN, end, "it has not left yet");
        }
        String outcome = end.get().outcome();
        if (INTO_MAILBOX.matcher(outcome).matches()) {
            return leg("to the next server", State.PROTECTED, end, "it does not leave this server");
        }
        Matcher delivered = DELIVERED.matcher(outcome);
        boolean over = delivered.matches() && delivered.group(3) != null;
        State state =
                !over ? State.UNKNOWN : delivered.group(3).startsWith("TLS") ? State.PROTECTED : State.NOT_PROTECTED;
        return leg(
                "to the next server", state, end, over ? delivered.group(2) + " over " + delivered.group(3) : outcome);
    }

    private static Leg there(Fate fate, Leg envelope) {
        boolean isHere = fate.end
                .filter(event -> INTO_MAILBOX.matcher(event.outcome()).matches())
                .isPresent();
        String end = fate.end.map(AuditEvent::outcome).orElse("not there yet");
        if (isHere) {
            return new Leg(
                    "there", State.PROTECTED, fate.end.map(AuditEvent::at), end + "; read over TLS only", List.of());
        }
        boolean closed = envelope.state() == State.PROTECTED;
        return new Leg(
                "there",
                closed ? State.PROTECTED : State.UNKNOWN,
                fate.end.map(AuditEvent::at),
                end
                        + (closed
                                ? "; only who has the key can read it"
                                : "; nobody here knows how it is kept and read there"),
                List.of());
    }

    private static Leg leg(String name, State state, Optional<AuditEvent> event, String what) {
        return new Leg(
                name,
                state,
                event.map(AuditEvent::at),
                what,
                event.map(AuditEvent::because).orElse(List.of()));
    }
}
