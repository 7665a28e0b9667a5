package org.sealpost.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.AuthorityFiles;
import org.sealpost.app.Certificates;
import org.sealpost.enrollment.AuthorityAdministration;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.SpokenCode;
import org.sealpost.pki.AdoptedSerials;
import org.sealpost.pki.AuthorityAdoption;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.IssuedList;
import org.sealpost.pki.PrivateKeyFile;
import org.sealpost.pki.path.PathCertificate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code sealpost ca} by which files come and go: requests, certificates, CRLs, keys. */
final class CaFileCommands {
    private static final int KEY_LIMIT_BYTES = 256 * 1024;
    private static final int LIST_LIMIT_BYTES = 256 * 1024 * 1024;

    private CaFileCommands() {}

    static CommandLine addTo(CommandLine ca, Session session) {
        return ca.addSubcommand(new Request(session))
                .addSubcommand(new Install(session))
                .addSubcommand(new BringCrl(session))
                .addSubcommand(new TakeAway(session))
                .addSubcommand(new Adopt(session))
                .addSubcommand(new CrossCertify(session))
                .addSubcommand(new CaLintCommand(session));
    }

    private static AuthorityAdministration authorities(Session session) {
        return session.house().certification().administration();
    }

    private static List<byte[]> certificates(Session session, List<Path> files) {
        List<byte[]> all = new ArrayList<>();
        for (Path file : files) {
            ForeignFiles.read(session, file, "").certificates().stream()
                    .map(PathCertificate::der)
                    .forEach(all::add);
        }
        return all;
    }

    /** {@code sealpost ca request}. */
    @Command(
            name = "request",
            description =
                    "Make an authority whose certificate comes from elsewhere: an offline root, or one outside. Writes the"
                            + " request (PKCS #10); again for one that is asked for, or to renew.")
    static final class Request implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Mixin
        private KeyOptions keys = new KeyOptions();

        @Option(names = "--roll", description = "Over a new key of an authority that is there.")
        private boolean roll;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "A file that is not there yet.")
        private Path out = Path.of("");

        Request(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Path file = PrivateFile.requireNew(session.file(out));
            byte[] request = authorities(session).request(name, keys.plan(), roll, session.actor());
            PrivateFile.create(
                    file, () -> Certificates.pem("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII));
            session.say("wrote " + out + "; have it signed, then: sealpost ca install " + name + " CERTIFICATE");
            session.say("with the offline root of this program: sealpost root sign " + out.getFileName()
                    + " --root ROOT.p12 --url "
                    + session.house().configuration().authority().url() + " --name " + name + "-root --out " + name
                    + ".cer");
        }
    }

    /** {@code sealpost ca install}. */
    @Command(
            name = "install",
            description =
                    "Take the certificate that was asked for, with those above it up to a root, which is trusted from then"
                            + " on as the house's own.")
    static final class Install implements Runnable {
        private final Session session;

        @Parameters(index = "0", paramLabel = "NAME")
        private String name = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "PEM, DER or PKCS #7.")
        private List<Path> files = List.of();

        @Option(names = "--chain", arity = "1..*", paramLabel = "FILE", description = "Certificates above it.")
        private List<Path> chain = List.of();

        Install(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<byte[]> given = new ArrayList<>(certificates(session, files));
            given.addAll(certificates(session, chain));
            boolean waited = !session.house().certification().awaited().isEmpty();
            AuthorityRecord done = session.house().certification().install(name, given, session.actor());
            writeFiles();
            session.say("the authority " + done.name() + " is certified until "
                    + PathCertificate.of(done.certificate().orElseThrow()).notAfter());
            session.say(
                    waited
                            ? "everybody gets their certificates now; sealpost enroll now waits for it"
                            : "it issues what it is let to: sealpost ca offer TEMPLATE --authority " + name);
        }

        private void writeFiles() {
            try {
                AuthorityFiles.write(session.house());
            } catch (IOException e) {
                session.err().println("the roots could not be written to the data folder: " + e.getMessage());
            }
        }
    }

    /** {@code sealpost ca crl}. */
    @Command(name = "crl", description = "Publish the CRL of an authority whose key is elsewhere.")
    static final class BringCrl implements Runnable {
        private final Session session;

        @Parameters(index = "0", paramLabel = "NAME")
        private String name = "";

        @Parameters(index = "1", paramLabel = "FILE")
        private Path file = Path.of("");

        BringCrl(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            authorities(session).bring(name, ForeignFiles.oneCrl(session, file), session.actor());
            session.say("the CRL of " + name + " is published until "
                    + session.house()
                            .certification()
                            .listEnd(authorities(session).require(name).name())
                            .orElseThrow());
        }
    }

    /** {@code sealpost ca take-away}. */
    @Command(
            name = "take-away",
            description =
                    "Write the key of a root into a file under a passphrase, and remove it here. The file belongs into a"
                            + " safe; sealpost root works with it on a machine without network.")
    static final class TakeAway implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "A file that is not there yet.")
        private Path out = Path.of("");

        @Mixin
        private NewPassword password = new NewPassword();

        TakeAway(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Path file = PrivateFile.requireNew(session.file(out));
            Optional<String> given = password.read(session);
            String used = given.orElseGet(SpokenCode::passphrase);
            authorities(session)
                    .takeAway(
                            name,
                            used.toCharArray(),
                            bundle -> PrivateFile.create(file, () -> bundle),
                            session.actor());
            session.say("wrote " + out + "; the key of " + name + " is no longer here");
            session.say("backups that were made before still hold it");
            if (given.isEmpty()) {
                session.say("passphrase: " + used);
            }
        }
    }

    /** {@code sealpost ca adopt}. */
    @Command(
            name = "adopt",
            description =
                    "Take over an authority that worked before. Whoever it revoked stays revoked, and its CRL numbers go on.")
    static final class Adopt implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "NAME", description = "How the house names it.")
        private String name = "";

        @Option(names = "--key", paramLabel = "FILE", description = "Its private key: PKCS #12 or PEM.")
        private @Nullable Path key;

        @Option(
                names = "--token-key",
                paramLabel = "LABEL",
                description = "Its private key lies in the token of [pkcs11].")
        private @Nullable String tokenKey;

        @Option(
                names = "--certificate",
                paramLabel = "FILE",
                description = "Its certificate, unless it is in the PKCS #12 file.")
        private @Nullable Path certificate;

        @Option(names = "--chain", arity = "1..*", paramLabel = "FILE", description = "Those above it.")
        private List<Path> chain = List.of();

        @Option(
                names = "--issued",
                arity = "1..*",
                paramLabel = "FILE",
                description =
                        "What it issued: index.txt of openssl ca, the table of certutil -view csv, or certificates.")
        private List<Path> issued = List.of();

        @Option(names = "--crl", paramLabel = "FILE", description = "Its last CRL.")
        private @Nullable Path crl;

        @Mixin
        private GivenPassword password = new GivenPassword();

        Adopt(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            AuthorityRecord done = authorities(session).adopt(name, Mistake.told(this::collected), session.actor());
            session.say("adopted "
                    + PathCertificate.of(done.certificate().orElseThrow()).name() + " as " + name);
            session.say("it issues what it is let to: sealpost ca offer TEMPLATE --authority " + name);
        }

        private AuthorityAdoption.Adopted collected() {
            Optional<PrivateKeyFile> file = Optional.ofNullable(key)
                    .map(path -> PrivateKeyFile.read(
                            session.read(path, KEY_LIMIT_BYTES),
                            password.read(session).orElse("").toCharArray()));
            byte[] own = certificate == null
                    ? file.map(PrivateKeyFile::certificates)
                            .filter(found -> !found.isEmpty())
                            .map(List::getFirst)
                            .orElseThrow(() -> new Mistake("name the certificate of the authority: --certificate FILE"))
                    : ForeignFiles.one(ForeignFiles.read(session, certificate, ""), certificate)
                            .der();
            List<byte[]> above = new ArrayList<>(certificates(session, chain));
            file.ifPresent(found -> found.certificates().stream().skip(1).forEach(above::add));
            List<AdoptedSerials.Known> known = new ArrayList<>();
            for (Path list : issued) {
                known.addAll(IssuedList.read(
                        session.read(list, LIST_LIMIT_BYTES),
                        own,
                        session.house().clock().instant()));
            }
            return new AuthorityAdoption.Adopted(
                    file,
                    Optional.ofNullable(tokenKey),
                    own,
                    above,
                    known,
                    Optional.ofNullable(crl).map(path -> ForeignFiles.oneCrl(session, path)));
        }
    }

    /** {@code sealpost ca cross-certify}. */
    @Command(
            name = "cross-certify",
            description =
                    "Certify the authority of another organisation for its own domains only, so that whoever trusts our root"
                            + " trusts it within that limit. Revoked like every certificate: sealpost cert revoke.")
    static final class CrossCertify implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "FILE", description = "The certificate of the other authority.")
        private Path file = Path.of("");

        @Option(
                names = "--only",
                required = true,
                arity = "1..*",
                paramLabel = "DOMAIN",
                description = "It counts for these domains and those below them.")
        private List<String> only = List.of();

        @Option(names = "--until", required = true, paramLabel = "DAY", description = "It ends then: 2027-12-31.")
        private String until = "";

        @Option(
                names = "--policy",
                arity = "1..*",
                paramLabel = "OID",
                description = "Only certificates under these policies count.")
        private List<String> policies = List.of();

        @Option(names = "--tls", description = "For their servers and clients, too; else for mail only.")
        private boolean tls;

        @Option(
                names = "--authority",
                paramLabel = "NAME",
                defaultValue = "root",
                description = "Who certifies it; ${DEFAULT-VALUE} if not given.")
        private String authority = "root";

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "A file that is not there yet.")
        private Path out = Path.of("");

        CrossCertify(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Path target = PrivateFile.requireNew(session.file(out));
            byte[] partner =
                    ForeignFiles.one(ForeignFiles.read(session, file, ""), file).der();
            List<String> purposes = tls
                    ? List.of(
                            ExtendedKeyUsages.EMAIL_PROTECTION,
                            ExtendedKeyUsages.SERVER_AUTH,
                            ExtendedKeyUsages.CLIENT_AUTH)
                    : List.of(ExtendedKeyUsages.EMAIL_PROTECTION);
            AuthorityLimits limits = Mistake.told(() -> new AuthorityLimits(0, only, policies, purposes));
            byte[] made = authorities(session)
                    .crossCertify(authority, partner, limits, GrantOptions.day(until), session.actor());
            PrivateFile.create(target, () -> Certificates.pem(made).getBytes(StandardCharsets.US_ASCII));
            PathCertificate cross = PathCertificate.of(made);
            session.say("wrote " + out + ": " + cross.name() + " until " + cross.notAfter() + ", " + limits.words());
            session.say("to take it back: sealpost cert revoke " + cross.fingerprint());
        }
    }
}
