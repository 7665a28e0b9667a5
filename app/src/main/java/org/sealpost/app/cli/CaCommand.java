package org.sealpost.app.cli;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.enrollment.AuthorityAdministration;
import org.sealpost.enrollment.TemplateAdministration;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.path.PathCertificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost ca}. */
@Command(
        name = "ca",
        description = "The certification authorities, and which templates they issue.",
        synopsisSubcommandLabel = "COMMAND")
final class CaCommand {
    private final Session session;

    CaCommand(Session session) {
        this.session = session;
    }

    private TemplateAdministration templates() {
        return session.house().certification().templates();
    }

    private AuthorityAdministration authorities() {
        return session.house().certification().administration();
    }

    @Command(description = "List the authorities, in the order in which they are asked for a template.")
    void list(@Mixin Form form) {
        Map<String, Set<String>> offers = templates().offers();
        List<Map<String, Object>> all = authorities().authorities().stream()
                .map(one -> facts(one, offers))
                .toList();
        if (form.isJson()) {
            session.json(all);
            return;
        }
        session.table(
                List.of("NAME", "STATE", "ORIGIN", "KEY", "UNTIL", "BELOW", "TEMPLATES"),
                all.stream()
                        .map(one -> List.of(
                                text(one, "name"),
                                text(one, "state"),
                                text(one, "origin"),
                                text(one, "key") + (Boolean.TRUE.equals(one.get("keyHere")) ? "" : " (elsewhere)"),
                                text(one, "notAfter").replaceFirst("T.*", ""),
                                text(one, "below"),
                                String.valueOf(one.get("templates") instanceof List<?> offered ? offered.size() : 0)))
                        .toList());
    }

    private static String text(Map<String, Object> facts, String name) {
        return String.valueOf(facts.getOrDefault(name, ""));
    }

    private static Map<String, Object> facts(AuthorityRecord one, Map<String, Set<String>> offers) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", one.name());
        facts.put("authority", one.line());
        facts.put("state", one.state().name().toLowerCase(Locale.ROOT));
        if (one.state() == AuthorityRecord.State.AWAITING) {
            facts.put(
                    "waitsFor",
                    "its certificate from elsewhere: sealpost ca request " + one.line()
                            + " --out FILE gives the request, sealpost ca install " + one.line()
                            + " CERTIFICATE ends the waiting");
        }
        facts.put("origin", one.origin().name().toLowerCase(Locale.ROOT));
        Optional<PathCertificate> own = one.certificate().map(PathCertificate::of);
        facts.put("key", one.scheme().word());
        facts.put("keyHere", one.keyHere());
        facts.put("subject", own.map(PathCertificate::name).orElse("not certified yet"));
        facts.put(
                "notAfter",
                own.map(certificate -> certificate.notAfter().toString()).orElse(""));
        facts.put("below", one.parent().orElse(own.isPresent() ? "-" : ""));
        facts.put("fingerprint", own.map(PathCertificate::fingerprint).orElse(""));
        facts.put(
                "templates",
                one.issues()
                        ? offers.getOrDefault(one.line(), Set.of()).stream()
                                .sorted()
                                .toList()
                        : List.of());
        facts.put("refusesUnknown", one.refusesUnknown());
        return facts;
    }

    @Command(description = "Show an authority: its keys, its certificates, what it gave to others.")
    void show(@Parameters(paramLabel = "NAME") String name, @Mixin Form form) {
        authorities().require(name);
        List<AuthorityRecord> entries = authorities().authorities().stream()
                .filter(one -> one.line().equals(name))
                .toList();
        List<Map<String, Object>> all =
                entries.stream().map(one -> detailed(one, templates().offers())).toList();
        if (form.isJson()) {
            session.json(all);
            return;
        }
        for (Map<String, Object> entry : all) {
            entry.forEach((key, value) -> session.say(key + ": " + value));
            session.say("");
        }
    }

    private static Map<String, Object> detailed(AuthorityRecord one, Map<String, Set<String>> offers) {
        Map<String, Object> facts = facts(one, offers);
        facts.put(
                "certificates",
                one.certificates().stream()
                        .filter(its -> its.kind() != AuthorityRecord.Kind.REQUEST)
                        .map(its -> its.kind().name().toLowerCase(Locale.ROOT) + " "
                                + PathCertificate.of(its.der()).name() + " until "
                                + PathCertificate.of(its.der()).notAfter() + " "
                                + PathCertificate.of(its.der()).fingerprint())
                        .toList());
        return facts;
    }

    @Command(
            description = "Add an authority below another one. It issues nothing until templates are offered by it:"
                    + " sealpost ca offer TEMPLATE --authority NAME.")
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin KeyOptions keys,
            @Option(
                            names = "--under",
                            paramLabel = "AUTHORITY",
                            defaultValue = "root",
                            description = "Who certifies it; ${DEFAULT-VALUE} if not given.")
                    String parent,
            @Option(
                            names = "--permit",
                            paramLabel = "DOMAIN",
                            arity = "1..*",
                            description = "It may speak for these domains and those below them only.")
                    List<String> permitted) {
        AuthorityLimits limits =
                Mistake.told(() -> AuthorityLimits.ISSUING.within(permitted == null ? List.of() : permitted));
        AuthorityRecord made =
                authorities().add(name, keys.plan().orElse(KeyOptions.USUAL), parent, limits, session.actor());
        session.say("added " + made.name() + ": " + facts(made, Map.of()).get("subject"));
    }

    @Command(
            description = "Let an authority issue no more. It goes on telling who is revoked until the last of its"
                    + " certificates has ended.")
    void retire(@Parameters(paramLabel = "NAME") String name) {
        authorities().retire(name, templates().offers(), session.actor());
        session.say("retired " + name);
    }

    @Command(
            description = "Give an authority a new key under the same name. The old one goes on telling who is revoked;"
                    + " of a root, certificates join the two.")
    void roll(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin KeyOptions keys,
            @Option(names = "--same-key", description = "Only a certificate that is good for longer.")
                    boolean sameKey) {
        if (sameKey && keys.plan().isPresent()) {
            throw new Mistake("--same-key keeps the key as it is; leave out --key");
        }
        AuthorityRecord rolled = authorities().roll(name, keys.plan(), sameKey, session.actor());
        session.say("the authority " + name + " signs as " + rolled.name() + " until "
                + facts(rolled, Map.of()).get("notAfter"));
    }

    @Command(
            name = "refuse-unknown",
            description = "Tell serial numbers that the book of an authority does not know as revoked, by OCSP; after a"
                    + " restore without its journal, say.")
    void refuseUnknown(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--off", description = "Tell them as unknown again.") boolean off) {
        authorities().refuseUnknown(name, !off, session.actor());
        session.say(name + (off ? " tells unknown numbers as unknown" : " tells unknown numbers as revoked"));
    }

    @Command(
            name = "revoke-serial",
            description =
                    "Revoke a certificate that is not here, by its serial number: one of an adopted authority, or a lost"
                            + " one.")
    void revokeSerial(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "SERIAL", description = "In hex.") String serial,
            @Option(
                            names = "--reason",
                            defaultValue = "UNSPECIFIED",
                            description = "One of: ${COMPLETION-CANDIDATES}. ${DEFAULT-VALUE} if not given.")
                    RevocationReason reason) {
        String digits = serial.replaceAll("[:\\s]|^0[xX]", "");
        if (!digits.matches("[0-9A-Fa-f]{1,40}")) {
            throw new Mistake("expected a serial number in hex, such as 6F:0A:11: " + serial);
        }
        authorities().revoke(name, new BigInteger(digits, 16), reason, session.actor());
        session.say("revoked " + digits.toLowerCase(Locale.ROOT) + " of " + name);
    }

    @Command(description = "List which authority issues which templates.")
    void offers(@Mixin Form form) {
        if (form.isJson()) {
            session.json(templates().offers());
            return;
        }
        session.table(
                List.of("AUTHORITY", "TEMPLATES"),
                templates().offers().entrySet().stream()
                        .map(offer -> List.of(offer.getKey(), String.join(", ", offer.getValue())))
                        .toList());
    }

    @Command(description = "Let an authority issue a template. Of several the first in sealpost ca list does it.")
    void offer(
            @Parameters(paramLabel = "TEMPLATE") String template,
            @Option(names = "--authority", defaultValue = "issuing", description = "${DEFAULT-VALUE} if not given.")
                    String authority) {
        templates().offer(known(authority), template, true, session.actor());
        session.house().certification().pulse().everybody();
        session.say(authority + " issues " + template);
    }

    @Command(description = "Let an authority no longer issue a template. Certificates that were issued stay.")
    void withdraw(
            @Parameters(paramLabel = "TEMPLATE") String template,
            @Option(names = "--authority", defaultValue = "issuing", description = "${DEFAULT-VALUE} if not given.")
                    String authority) {
        templates().offer(known(authority), template, false, session.actor());
        session.say(authority + " no longer issues " + template);
    }

    private String known(String authority) {
        if (!session.house().certification().issuingAuthorities().contains(authority)) {
            throw new Mistake("no authority " + authority + " issues certificates; there are: "
                    + String.join(", ", session.house().certification().issuingAuthorities()));
        }
        return authority;
    }
}
