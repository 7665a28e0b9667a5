package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.pki.ForeignImport;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.TrustAnchors;
import org.sealpost.pki.TrustAnchors.Anchor;
import org.sealpost.pki.TrustAnchors.Distrusted;
import org.sealpost.pki.TrustAnchors.Intermediate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.TrustGrant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost trust}. */
@Command(
        name = "trust",
        description = "Authorities of others that are trusted besides our own, and what is never trusted.",
        synopsisSubcommandLabel = "COMMAND")
final class TrustCommand {
    private static final int SHORT = 16;

    private final Session session;

    TrustCommand(Session session) {
        this.session = session;
    }

    @Command(
            description =
                    "Trust a root: signatures under it count. A known root is from now on trusted for what is named here.")
    void add(
            @Parameters(paramLabel = "FILE", description = "One root certificate: PEM or DER.") Path file,
            @Mixin GrantOptions options,
            @Mixin Form form) {
        List<PathCertificate> found = ForeignFiles.read(session, file, "").certificates();
        if (found.size() != 1) {
            throw new Mistake(
                    file + " holds " + found.size() + " certificates; give the root alone, or use trust import");
        }
        PathCertificate root = found.getFirst();
        TrustGrant grant = options.grant(true);
        Anchor anchor = new Anchor(root.der(), grant, "added by " + session.actor());
        TrustAnchors.rootFault(root, session.house().clock().instant()).ifPresent(fault -> {
            throw new Mistake(file + ": " + fault);
        });
        session.record(
                root.fingerprint(),
                "trust the root " + root.name() + " " + grant.words(),
                () -> anchors().trust(anchor));
        if (form.isJson()) {
            session.json(facts(anchor));
            return;
        }
        session.say("trusted " + grant.words() + ": " + root.name());
        session.say("fingerprint: " + root.fingerprint() + " (compare it with what the other side tells you)");
        if (!grant.isConstrained()) {
            session.say("it can vouch for every name there is; limit it with --only '*@partner.org'");
        }
    }

    @Command(
            name = "import",
            description =
                    "Put everything in a file where it belongs: roots, intermediates, CRLs; PEM, DER, PKCS #7, PKCS #12."
                            + " A root is limited to the mail domains of the people in the same file unless told otherwise.")
    void importFiles(
            @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files,
            @Mixin GrantOptions options,
            @Option(names = "--any-name", description = "Trust roots for every name there is.") boolean anyName,
            @Option(names = "--pkcs12-password", paramLabel = "TEXT", defaultValue = "") String password,
            @Mixin Form form) {
        ForeignImport imports = session.house().trusting().imports();
        List<ForeignImport.Step> steps = files.stream()
                .map(file -> ForeignFiles.read(session, file, password))
                .flatMap(file ->
                        imports
                                .everything(file, options.grant(false), anyName, "imported by " + session.actor())
                                .stream())
                .toList();
        for (ForeignImport.Step step : steps) {
            step.act()
                    .ifPresent(act -> session.record(
                            step.fingerprint(), word(step.kind()) + " " + step.name() + ": " + step.words(), act));
        }
        if (form.isJson()) {
            session.json(steps.stream().map(TrustCommand::told).toList());
        } else {
            steps.forEach(step -> session.say(word(step.kind()) + " " + step.name() + ": " + step.words()));
        }
    }

    private static Map<String, Object> told(ForeignImport.Step step) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", word(step.kind()));
        facts.put("name", step.name());
        facts.put("fingerprint", step.fingerprint());
        facts.put("taken", step.act().isPresent());
        facts.put("words", step.words());
        return facts;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Command(description = "List the authorities of others that are trusted, their helpers, and what is never trusted.")
    void list(@Mixin Form form) {
        if (form.isJson()) {
            session.json(anchors().anchors().stream().map(TrustCommand::facts).toList());
            return;
        }
        session.table(
                List.of("FINGERPRINT", "FOR", "UNTIL", "SOURCE", "NAME"),
                anchors().anchors().stream().map(TrustCommand::row).toList());
        rows(
                "intermediate",
                anchors().intermediates(),
                one -> fingerprint(one.certificate()),
                one -> name(one.certificate()));
        rows(
                "never trusted",
                anchors().distrusted(),
                Distrusted::fingerprint,
                one -> word(one.kind()) + ": " + one.reason());
    }

    private <T> void rows(String heading, List<T> all, Function<T, String> fingerprint, Function<T, String> words) {
        all.forEach(one ->
                session.say(heading + "  " + fingerprint.apply(one).substring(0, SHORT) + "  " + words.apply(one)));
    }

    private static List<String> row(Anchor anchor) {
        String names = anchor.grant().isConstrained() ? " (limited)" : "";
        return List.of(
                fingerprint(anchor.certificate()).substring(0, SHORT),
                uses(anchor.grant()) + names,
                until(anchor).substring(0, 10),
                anchor.source(),
                name(anchor.certificate()));
    }

    @Command(description = "Everything about one trusted authority.")
    void show(@Parameters(paramLabel = "FINGERPRINT") String fingerprint, @Mixin Form form) {
        Anchor anchor = anchor(fingerprint);
        if (form.isJson()) {
            session.json(facts(anchor));
        } else {
            facts(anchor).forEach((key, value) -> session.say(key + ": " + value));
            session.say("trusted " + anchor.grant().words());
        }
    }

    @Command(
            description =
                    "Trust an authority no longer, or forget an intermediate. What was verified before stays as it was.")
    void remove(@Parameters(paramLabel = "FINGERPRINT") String fingerprint, @Mixin Form form) {
        Optional<Intermediate> helper =
                one(anchors().intermediates(), fingerprint, one -> fingerprint(one.certificate()));
        if (helper.isPresent()) {
            byte[] der = helper.get().certificate();
            session.record(
                    fingerprint(der),
                    "forget the intermediate " + name(der),
                    () -> anchors().removeIntermediate(fingerprint(der)));
            session.say("forgotten: " + name(der));
            return;
        }
        Anchor anchor = anchor(fingerprint);
        String name = name(anchor.certificate());
        session.record(
                fingerprint(anchor.certificate()),
                "trust the root " + name + " no longer",
                () -> anchors().remove(fingerprint(anchor.certificate())));
        if (form.isJson()) {
            session.json(facts(anchor));
        } else {
            session.say("no longer trusted: " + name);
        }
    }

    @Command(
            description =
                    "Never trust a certificate, or with --key whatever certificate has its key. It wins over every root.")
    void distrust(
            @Parameters(paramLabel = "FILE|FINGERPRINT", description = "The certificate, or a SHA-256 fingerprint.")
                    String what,
            @Option(names = "--key", description = "The key, in whatever certificate it comes.") boolean key,
            @Option(names = "--reason", paramLabel = "TEXT", required = true) String reason) {
        String fingerprint = what.toLowerCase(Locale.ROOT).replace(":", "");
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            PathCertificate certificate =
                    ForeignFiles.one(ForeignFiles.read(session, Path.of(what), ""), Path.of(what));
            fingerprint = key ? PathValidation.keyFingerprint(certificate) : certificate.fingerprint();
        }
        Distrusted.Kind kind = key ? Distrusted.Kind.KEY : Distrusted.Kind.CERTIFICATE;
        Distrusted distrusted = new Distrusted(
                kind,
                fingerprint,
                reason,
                "added by " + session.actor(),
                session.house().clock().instant());
        session.record(
                fingerprint,
                "never trust this " + word(kind) + ": " + reason,
                () -> anchors().distrust(distrusted));
        session.say("never trusted from now on: " + word(kind) + " " + fingerprint);
    }

    @Command(description = "Take a certificate or a key off the list of what is never trusted.")
    void pardon(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        Distrusted listed = one(anchors().distrusted(), fingerprint, Distrusted::fingerprint)
                .orElseThrow(() -> new Mistake("nothing on the list starts with " + fingerprint));
        session.record(
                listed.fingerprint(),
                "no longer on the list of what is never trusted",
                () -> anchors().pardon(listed.fingerprint()));
        session.say("off the list: " + listed.fingerprint());
    }

    private TrustAnchors anchors() {
        return session.house().trusting().anchors();
    }

    private Anchor anchor(String fingerprint) {
        return one(anchors().anchors(), fingerprint, anchor -> fingerprint(anchor.certificate()))
                .orElseThrow(() -> new Mistake(
                        "no trusted root with the fingerprint " + fingerprint + "; see sealpost trust list"));
    }

    private static <T> Optional<T> one(List<T> all, String start, Function<T, String> fingerprint) {
        return FingerprintStart.of(start).only("entries", all, fingerprint);
    }

    private static String fingerprint(byte[] der) {
        return PathCertificate.of(der).fingerprint();
    }

    private static String name(byte[] der) {
        return PathCertificate.of(der).name();
    }

    private static String until(Anchor anchor) {
        return anchor.grant()
                .until()
                .orElse(PathCertificate.of(anchor.certificate()).notAfter())
                .toString();
    }

    private static String uses(TrustGrant grant) {
        return grant.forMail() ? grant.forTls() ? "mail and TLS" : "mail" : "TLS";
    }

    private static Map<String, Object> facts(Anchor anchor) {
        PathCertificate certificate = PathCertificate.of(anchor.certificate());
        TrustGrant grant = anchor.grant();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("fingerprint", certificate.fingerprint());
        facts.put("name", certificate.name());
        facts.put("forMail", grant.forMail());
        facts.put("forTls", grant.forTls());
        facts.put("onlyNames", grant.onlyNames());
        facts.put("policies", grant.policies().stream().sorted().toList());
        facts.put("until", until(anchor));
        facts.put("notAfter", certificate.notAfter().toString());
        facts.put("reader", grant.reader().map(Object::toString).orElse("everybody"));
        facts.put("revocation", word(grant.revocation()));
        facts.put("lenient", grant.lenient());
        facts.put("source", anchor.source());
        return facts;
    }
}
