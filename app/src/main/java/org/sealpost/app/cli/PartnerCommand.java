package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.PartnerBook;
import org.sealpost.enrollment.PartnerBundle;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerMeetings;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerWay;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.protocols.smtp.PartnerProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost partner}. */
@Command(
        name = "partner",
        description = "Organisations with which mail goes over mutual TLS (Domain Security).",
        synopsisSubcommandLabel = "COMMAND")
final class PartnerCommand {
    private static final int MESSAGE_LIMIT_BYTES = 256 * 1024 * 1024;

    private final Session session;

    PartnerCommand(Session session) {
        this.session = session;
    }

    private PartnerBook book() {
        return session.house().trusting().partners();
    }

    @Command(
            description = "A new partner, observed at first: what would be found is recorded, no mail waits for it."
                    + " Other partners stay as they are.")
    void add(
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "The partner's mail domains.")
                    List<String> domains,
            @Option(names = "--name", paramLabel = "NAME", description = "The first domain, if none is given.")
                    @Nullable String name,
            @Mixin PartnerOptions options) {
        List<Domain> all = Mistake.told(() -> PartnerBook.domains(domains));
        Partner partner = Mistake.told(() -> new Partner(
                name == null ? all.getFirst().name() : name,
                all,
                options.anchors(session, book()),
                options.pins(session),
                options.servers(),
                options.terms(PartnerTerms.DEFAULT),
                PartnerState.OBSERVE,
                PartnerState.OBSERVE));
        Mistake.told(() -> {
            book().add(partner, session.actor());
            return partner;
        });
        session.say("partner " + partner.name() + " is observed in both directions; nothing is demanded yet");
        partner.anchors().forEach(anchor -> session.say("authority: " + anchor + "; compare it by telephone"));
        partner.pins().forEach(pin -> session.say("pinned key: " + pin + "; compare it by telephone"));
        if (partner.anchors().isEmpty() && partner.pins().isEmpty()) {
            session.say("nothing proves yet that it is the partner: sealpost partner set " + partner.name()
                    + " --anchor FILE");
        }
    }

    @Command(description = "Change what is agreed with a partner. Lists grow and shrink; they are never replaced.")
    void set(
            @Parameters(paramLabel = "PARTNER") String name,
            @Option(names = "--send", paramLabel = "STATE", description = "Mail to it: off, observe or enforced.")
                    @Nullable String send,
            @Option(names = "--receive", paramLabel = "STATE", description = "Mail from it: off, observe or enforced.")
                    @Nullable String receive,
            @Option(names = "--add-domain", paramLabel = "DOMAIN") @Nullable List<String> added,
            @Option(
                            names = "--remove",
                            paramLabel = "WHAT",
                            description = "A domain, server, pin or authority, by the start of its fingerprint.")
                    @Nullable List<String> removed,
            @Option(names = "--force", description = "Enforce it although nothing proves that it works.") boolean force,
            @Mixin PartnerOptions options) {
        Partner before = Mistake.told(() -> book().known(name));
        Partner after = Mistake.told(() -> {
            Partner less = without(before, removed == null ? List.of() : removed);
            Partner more = less.withDomains(
                            joined(less.domains(), PartnerBook.domains(added == null ? List.of() : added)))
                    .withProofs(
                            joined(less.anchors(), options.anchors(session, book())),
                            joined(less.pins(), options.pins(session)),
                            joined(less.servers(), options.servers()))
                    .withTerms(options.terms(less.terms()));
            Partner sending = send == null ? more : more.with(PartnerWay.SEND, state(send, before.send()));
            return receive == null ? sending : sending.with(PartnerWay.RECEIVE, state(receive, before.receive()));
        });
        Mistake.told(() -> {
            book().change(after, force, session.actor());
            return after;
        });
        lines(after).forEach(session::say);
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static PartnerState state(String text, PartnerState before) {
        return switch (text) {
            case "off" -> PartnerState.OFF;
            // What was proved good stays so.
            case "observe" -> before == PartnerState.TESTED ? before : PartnerState.OBSERVE;
            case "enforced" -> PartnerState.ENFORCED;
            default ->
                throw new Mistake("expected off, observe or enforced: " + text
                        + (text.equals("tested") ? "; it becomes tested by itself, when sessions were good" : ""));
        };
    }

    /** Each of the names must name something. */
    private static Partner without(Partner partner, List<String> names) {
        Partner less = partner;
        for (String name : names) {
            String start = name.toLowerCase(Locale.ROOT).replace(":", "");
            Partner smaller = less.withDomains(kept(less.domains(), start, Domain::name))
                    .withProofs(
                            kept(less.anchors(), start, PartnerAnchor::fingerprint),
                            kept(less.pins(), start, pin -> pin),
                            kept(less.servers(), start, Domain::name));
            if (smaller.equals(less)) {
                throw new Mistake("nothing of " + partner.name() + " is named " + name + "; see: sealpost partner show "
                        + partner.name());
            }
            less = smaller;
        }
        return less;
    }

    private static <T> List<T> kept(List<T> all, String name, Function<T, String> naming) {
        boolean isStart = name.matches("[0-9a-f]{8,64}");
        return all.stream()
                .filter(one -> !naming.apply(one).equals(name)
                        && !(isStart && naming.apply(one).startsWith(name)))
                .toList();
    }

    @Command(description = "No longer a partner: mail goes as with everybody else.")
    void remove(@Parameters(paramLabel = "PARTNER") String name) {
        Partner partner = Mistake.told(() -> {
            Partner known = book().known(name);
            book().remove(known.name(), session.actor());
            return known;
        });
        session.say("no longer a partner: " + partner.name() + "; mail with " + words(partner.domains())
                + " goes as with everybody else");
    }

    @Command(description = "Print what a partner needs of us: our domains, our host and our authorities.")
    void export(
            @Option(names = "--contact", paramLabel = "TEXT", defaultValue = "", description = "Whom to call here.")
                    String contact) {
        PartnerBundle bundle = Mistake.told(() -> new PartnerBundle(
                session.house().directory().domains(),
                List.of(new Domain(session.house().configuration().hostName())),
                session.house().certification().roots().stream()
                        .map(PathCertificate::of)
                        .toList(),
                contact));
        session.out().print(bundle.text());
        session.err().println("read this to them by telephone when they have imported it: " + bundle.code());
    }

    @Command(name = "import", description = "A new partner from the file that it made with: sealpost partner export")
    void bring(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--name", paramLabel = "NAME", description = "The first domain, if none is given.")
                    @Nullable String name) {
        PartnerBundle bundle = Mistake.told(() -> PartnerBundle.read(session.read(file, PartnerBundle.LIMIT_BYTES)));
        Partner partner = Mistake.told(() -> new Partner(
                name == null ? bundle.domains().getFirst().name() : name,
                bundle.domains(),
                bundle.anchors(book()),
                List.of(),
                bundle.servers(),
                PartnerTerms.DEFAULT.withContact(bundle.contact()),
                PartnerState.OBSERVE,
                PartnerState.OBSERVE));
        Mistake.told(() -> {
            book().add(partner, session.actor());
            return partner;
        });
        session.say(
                "partner " + partner.name() + " with " + words(partner.domains()) + " is observed in both directions");
        session.say("compare by telephone, with somebody whose voice you know: " + bundle.code());
        session.say("if they hear another code, somebody changed the file: sealpost partner remove " + partner.name());
    }

    @Command(
            description =
                    "Try mutual TLS with every server of a partner, without a message. If all are good, sending can be"
                            + " enforced.")
    void check(@Parameters(paramLabel = "PARTNER") String name, @Mixin Form form) {
        Partner partner = Mistake.told(() -> book().known(name));
        session.house().configuration().delivery().smartHost().ifPresent(host -> {
            throw new Mistake("all mail to the outside goes through " + host + ", so neither side can prove anything to"
                    + " the other; encrypt to the partner's gateway instead: sealpost partner gateway add DOMAIN FILE");
        });
        List<PartnerProbe.Leg> legs = session.house().outbound().probe().of(partner, session.firstDomain());
        if (form.isJson()) {
            session.json(legs.stream().map(PartnerCommand::facts).toList());
        } else {
            legs.forEach(leg -> session.say(
                    (leg.good() ? "good  " : "bad   ") + leg.domain() + "  " + leg.server() + ": " + leg.words()));
        }
        if (legs.isEmpty() || !legs.stream().allMatch(PartnerProbe.Leg::good)) {
            throw new Mistake("not all servers of " + partner.name() + " are good; nothing is changed");
        }
        book().checked(partner, session.actor());
    }

    private static Map<String, Object> facts(PartnerProbe.Leg leg) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("domain", leg.domain().name());
        facts.put("server", leg.server());
        facts.put("good", leg.good());
        facts.put("words", leg.words());
        return facts;
    }

    @Command(description = "Whether a message in a mailbox bears our mark of Domain Security, and of which domain.")
    void mark(
            @Parameters(paramLabel = "MAILBOX") MailAddress mailbox,
            @Parameters(paramLabel = "FILE", description = "The message as it lies there.") Path file) {
        Content message = Content.of(session.read(file, MESSAGE_LIMIT_BYTES));
        session.say(session.house()
                .gateway()
                .seal(session.house().configuration().hostName())
                .domain(message, mailbox)
                .map(domain -> "Domain Secured by " + domain)
                .orElse("no mark that was made here for this mailbox and this very message"));
    }

    @Command(description = "List the partners, and how far Domain Security with each has come.")
    void list(@Mixin Form form) {
        List<Partner> all = book().partners().all();
        if (form.isJson()) {
            session.json(all.stream().map(this::facts).toList());
            return;
        }
        session.table(
                List.of("PARTNER", "SEND", "OR ENCRYPTED AFTER", "RECEIVE", "PROVED BY", "DOMAINS"),
                all.stream()
                        .map(one -> List.of(
                                one.name(),
                                one.send().word(),
                                EncryptedAfter.word(one.terms().orEncryptedAfter()),
                                one.receive().word(),
                                one.anchors().size() + " authorities, "
                                        + one.pins().size() + " pins",
                                words(one.domains())))
                        .toList());
    }

    @Command(description = "Everything that is agreed with a partner, and what came of the sessions with it.")
    void show(@Parameters(paramLabel = "PARTNER") String name, @Mixin Form form) {
        Partner partner = Mistake.told(() -> book().known(name));
        if (form.isJson()) {
            session.json(facts(partner));
        } else {
            lines(partner).forEach(session::say);
        }
    }

    private List<String> lines(Partner partner) {
        List<String> lines = new ArrayList<>();
        facts(partner).forEach((key, value) -> lines.add(key + ": " + text(value)));
        return lines;
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "none"
                    : String.join(", ", list.stream().map(PartnerCommand::text).toList());
        }
        return value instanceof Map<?, ?> map
                ? String.join(
                        "; ",
                        map.entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .toList())
                : String.valueOf(value);
    }

    private Map<String, Object> facts(Partner partner) {
        PartnerTerms terms = partner.terms();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", partner.name());
        facts.put("domains", partner.domains().stream().map(Domain::name).toList());
        facts.put("send", partner.send().word());
        facts.put("receive", partner.receive().word());
        facts.put(
                "authorities",
                partner.anchors().stream().map(PartnerCommand::facts).toList());
        facts.put("pins", partner.pins());
        facts.put("servers", partner.servers().stream().map(Domain::name).toList());
        facts.put("clientUsage", terms.clientUsage() == PartnerTerms.ClientUsage.REQUIRE ? "require" : "accept-server");
        facts.put("revocation", terms.revocation().name().toLowerCase(Locale.ROOT));
        facts.put("withoutProof", terms.refusal() == PartnerTerms.Refusal.WAIT ? "wait" : "refuse");
        facts.put("orEncryptedAfter", EncryptedAfter.word(terms.orEncryptedAfter()));
        facts.put("contact", terms.contact());
        for (PartnerWay way : PartnerWay.values()) {
            facts.put(way.word() + "Sessions", facts(book().score(partner, way)));
        }
        return facts;
    }

    private static Map<String, Object> facts(PartnerAnchor anchor) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", anchor.name());
        facts.put("fingerprint", anchor.fingerprint());
        facts.put("notAfter", anchor.notAfter().toString());
        return facts;
    }

    private static Map<String, Object> facts(PartnerMeetings.Score score) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("goodInARow", score.good());
        facts.put("lastGood", score.lastGood().map(String::valueOf).orElse("never"));
        facts.put("lastBad", score.lastBad().map(String::valueOf).orElse("never"));
        facts.put("reason", score.reason());
        facts.put("certificateEnds", score.ends().map(String::valueOf).orElse("not seen"));
        return facts;
    }

    private static String words(List<?> all) {
        return String.join(", ", all.stream().map(String::valueOf).toList());
    }
}
