package org.sealpost.app.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.DoorCertificates;
import org.sealpost.app.DoorCertificates.Checked;
import org.sealpost.enrollment.GivenCertificates;
import org.sealpost.pki.GivenTls.Given;
import org.sealpost.pki.PemChain;
import org.sealpost.pki.TlsIdentity;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost tls list}, {@code use}, {@code request} and {@code check}. */
final class TlsCertificateCommands {
    private static final String DEFAULT = "default";
    private static final int FILE_LIMIT_BYTES = 1024 * 1024;
    private static final int SHORTEST_ID = 6;

    private TlsCertificateCommands() {}

    static CommandLine addToTls(CommandLine tls, Session session) {
        return tls.addSubcommand(new Listing(session))
                .addSubcommand(new Use(session))
                .addSubcommand(new Request(session))
                .addSubcommand(new Check(session));
    }

    private static GivenCertificates given(Session session) {
        return session.house().certification().given();
    }

    private static Map<String, Object> facts(X509Certificate certificate) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("names", DoorCertificates.hosts(certificate));
        facts.put("issuer", certificate.getIssuerX500Principal().getName());
        facts.put("serial", certificate.getSerialNumber().toString(16));
        facts.put("from", certificate.getNotBefore().toInstant().toString());
        facts.put("until", certificate.getNotAfter().toInstant().toString());
        return facts;
    }

    /** {@code sealpost tls list}. */
    @Command(name = "list", description = "List which certificate each service shows, and those that were asked for.")
    static final class Listing implements Runnable {
        private final Session session;

        @Mixin
        private Form form = new Form();

        Listing(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<Map<String, Object>> services = new ArrayList<>();
            for (String service : GivenCertificates.SERVICES) {
                session.house()
                        .certification()
                        .tls()
                        .shown(service)
                        .ifPresent(shown -> services.add(facts(service, shown)));
            }
            if (form.isJson()) {
                session.json(Map.of(
                        "services",
                        services,
                        "asked",
                        given(session).all().stream().map(Listing::facts).toList()));
                return;
            }
            session.table(
                    List.of("SERVICE", "SOURCE", "UNTIL", "ISSUER", "NAMES"),
                    services.stream()
                            .map(one -> List.of("service", "source", "until", "issuer", "names").stream()
                                    .map(column -> String.valueOf(one.get(column)))
                                    .toList())
                            .toList());
            given(session)
                    .all()
                    .forEach(one -> session.say("asked " + one.madeAt() + ", key "
                            + one.keyId().substring(0, 16) + ": " + String.join(", ", one.names()) + ", "
                            + (one.isAwaited() ? "not come yet" : "has come")));
        }

        private static Map<String, Object> facts(String service, TlsIdentity.Shown shown) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("service", service);
            facts.put("source", shown.source().name().toLowerCase(Locale.ROOT));
            facts.putAll(TlsCertificateCommands.facts(shown.chain().getFirst()));
            return facts;
        }

        private static Map<String, Object> facts(Given one) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("key", one.keyId());
            facts.put("names", one.names());
            facts.put("asked", one.madeAt().toString());
            facts.put("come", !one.isAwaited());
            return facts;
        }
    }

    /** {@code sealpost tls use}. */
    @Command(
            name = "use",
            description = "Let services show a certificate from outside, or the usual one again; open sessions go on.")
    static final class Use implements Runnable {
        private final Session session;

        @Parameters(
                paramLabel = "CERT",
                description = "The file with the chain that came (PEM), the start of the key id of one that came"
                        + " before, or `default`.")
        private String certificate = "";

        @Option(
                names = "--for",
                required = true,
                split = ",",
                paramLabel = "SERVICE",
                description = "smtp, imap, pop3, sieve, ldap, https, with commas between, or `all`.")
        private List<String> services = List.of();

        Use(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Set<String> wanted = wanted();
            String host = session.house().configuration().hostName();
            if (certificate.equals(DEFAULT)) {
                given(session).useDefault(wanted, session.actor());
            } else if (Files.exists(session.folder().resolve(certificate))) {
                given(session).use(read(), wanted, host, session.actor());
            } else {
                given(session).useAgain(before(), wanted, host, session.actor());
            }
            session.say("shown from the next connection on by " + String.join(", ", wanted));
            if (wanted.contains("smtp")) {
                session.say("if you publish TLSA records, publish the new one now: sealpost dns");
            }
        }

        private Set<String> wanted() {
            Set<String> wanted =
                    new LinkedHashSet<>(services.equals(List.of("all")) ? GivenCertificates.SERVICES : services);
            if (!GivenCertificates.SERVICES.containsAll(wanted)) {
                throw new Mistake("expected some of " + String.join(", ", GivenCertificates.SERVICES) + ": "
                        + String.join(", ", wanted));
            }
            return wanted;
        }

        private List<X509Certificate> read() {
            try {
                return PemChain.read(
                        new String(session.read(Path.of(certificate), FILE_LIMIT_BYTES), StandardCharsets.US_ASCII));
            } catch (IllegalArgumentException e) {
                throw new Mistake(certificate + ": " + e.getMessage());
            }
        }

        private String before() {
            List<String> found = given(session).all().stream()
                    .map(Given::keyId)
                    .filter(id -> certificate.length() >= SHORTEST_ID && id.startsWith(certificate))
                    .toList();
            if (found.size() != 1) {
                throw new Mistake("there is no file " + certificate + ", and no certificate with such a key; see:"
                        + " sealpost tls list");
            }
            return found.getFirst();
        }
    }

    /** {@code sealpost tls request}. */
    @Command(
            name = "request",
            description = "Make a key and a request (PKCS #10) for a certificate of an outside authority, over the host"
                    + " and all domains of this server.")
    static final class Request implements Runnable {
        private final Session session;

        @Option(names = "--name", paramLabel = "HOST", description = "Another name; may be repeated.")
        private List<String> more = List.of();

        @Option(names = "--out", paramLabel = "FILE", description = "Where to write it, PEM; else it is printed.")
        private @Nullable Path out;

        @Mixin
        private Form form = new Form();

        Request(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Set<String> names = new TreeSet<>(new DoorCertificates(session.house()).names());
            more.stream().map(name -> name.toLowerCase(Locale.ROOT)).forEach(names::add);
            // A public authority gives nothing for names that only this machine knows.
            names.removeIf(name -> !name.contains("."));
            List<String> wrong = names.stream()
                    .filter(name -> !name.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+"))
                    .toList();
            if (!wrong.isEmpty()) {
                throw new Mistake("expected host names: " + String.join(", ", wrong));
            }
            Optional<Path> file = Optional.ofNullable(out).map(session::file).map(PrivateFile::requireNew);
            String pem = org.sealpost.app.Certificates.pem(
                    "CERTIFICATE REQUEST", given(session).request(List.copyOf(names), session.actor()));
            file.ifPresent(one -> PrivateFile.create(one, () -> pem.getBytes(StandardCharsets.US_ASCII)));
            if (form.isJson()) {
                session.json(Map.of("names", names, "request", pem));
            } else {
                session.say(file.isPresent() ? "asked for " + String.join(", ", names) + " in " + out : pem.strip());
            }
        }
    }

    /** {@code sealpost tls check}. */
    @Command(
            name = "check",
            description = "Connect to each door and tell what it shows, and whether programs accept it.")
    static final class Check implements java.util.concurrent.Callable<Integer> {
        private final Session session;

        @Mixin
        private Form form = new Form();

        Check(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            List<Checked> all = new DoorCertificates(session.house()).check();
            if (form.isJson()) {
                session.json(all.stream().map(Check::facts).toList());
            } else if (all.isEmpty()) {
                session.say("no door is open");
            } else {
                all.forEach(one -> lines(one).forEach(session::say));
            }
            return all.stream().allMatch(one -> one.faults().isEmpty()) ? 0 : 1;
        }

        private static List<String> lines(Checked one) {
            List<String> lines = new ArrayList<>(List.of(
                    one.door() + " " + one.address() + ": " + (one.faults().isEmpty() ? "good" : "FAULT")));
            one.seen()
                    .ifPresent(seen -> lines.add("  " + seen.version() + ", until "
                            + seen.chain().getFirst().getNotAfter().toInstant() + ", of "
                            + seen.chain().getFirst().getIssuerX500Principal().getName() + ", names "
                            + String.join(
                                    ", ", DoorCertificates.hosts(seen.chain().getFirst()))));
            one.faults().forEach(fault -> lines.add("  " + fault));
            return lines;
        }

        private static Map<String, Object> facts(Checked one) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("door", one.door());
            facts.put("address", one.address());
            facts.put("good", one.faults().isEmpty());
            facts.put("faults", one.faults());
            one.seen().ifPresent(seen -> {
                facts.put("version", seen.version());
                facts.putAll(TlsCertificateCommands.facts(seen.chain().getFirst()));
            });
            return facts;
        }
    }
}
