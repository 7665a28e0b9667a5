package org.sealpost.app;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.cli.GivenFile;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.cli.PrivateFile;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SpokenCode;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.OfflineRoot;
import org.sealpost.pki.PemFile;
import org.sealpost.pki.path.PathCertificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost root}: a root on a machine without network; needs no server. */
@Command(
        name = "root",
        description = "A root on a machine without network: make it, certify authorities with it, make its CRL.",
        synopsisSubcommandLabel = "COMMAND")
final class RootCommand {
    private static final int LIMIT_BYTES = 1024 * 1024;

    private final PrintWriter out;
    private final Supplier<String> piped;

    RootCommand(PrintWriter out, Supplier<String> piped) {
        this.out = out;
        this.piped = piped;
    }

    @Command(
            description =
                    "Make a root: a PKCS #12 file with its key, the passphrase, which is printed once, and the certificate.")
    void create(
            @Parameters(paramLabel = "SUBJECT", description = "'O=Example Hospital, CN=Example Hospital Root CA'")
                    String subject,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "The PKCS #12 file.")
                    Path file,
            @Option(
                            names = "--certificate",
                            required = true,
                            paramLabel = "FILE",
                            description = "The certificate, PEM.")
                    Path certificate,
            @Option(
                            names = "--key",
                            paramLabel = "KIND",
                            defaultValue = "EC-P384",
                            description = "${DEFAULT-VALUE} if not given.")
                    String kind) {
        String passphrase = SpokenCode.passphrase();
        byte[] bundle = Mistake.told(() -> OfflineRoot.create(
                subject, AuthorityPlan.Keys.usual(KeyKind.of(kind)), passphrase.toCharArray(), Instant.now()));
        PrivateFile.create(file, () -> bundle);
        byte[] own = OfflineRoot.open(bundle, passphrase.toCharArray()).certificate();
        PrivateFile.create(certificate, () -> Certificates.pem(own).getBytes(StandardCharsets.US_ASCII));
        out.println("root: " + file + ", until " + PathCertificate.of(own).notAfter());
        out.println("passphrase: " + passphrase);
    }

    /** Where others will find this root's certificate and list. */
    static final class Place {
        @Option(
                names = "--url",
                required = true,
                paramLabel = "URL",
                description = "Where the house publishes: http://pki.example.org")
        @SuppressWarnings("NullAway.Init") // picocli sets what is required.
        private URI url;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "How the house names this root.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        OfflineRoot.Published published() {
            return new OfflineRoot.Published(url, name);
        }
    }

    @Command(description = "Certify an authority that asked for it (sealpost ca request).")
    void sign(
            @Parameters(paramLabel = "REQUEST", description = "PKCS #10, PEM or DER.") Path request,
            @Option(names = "--root", required = true, paramLabel = "P12") Path root,
            @Mixin Place place,
            @Option(names = "--permit", paramLabel = "DOMAIN", arity = "1..*", description = "Only for these domains.")
                    @Nullable List<String> permitted,
            @Option(
                            names = "--days",
                            paramLabel = "DAYS",
                            defaultValue = "3650",
                            description = "${DEFAULT-VALUE} if not given.")
                    int days,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "FILE",
                            description = "The certificate, with that of the root behind it, PEM.")
                    Path file,
            @Option(names = "--password-stdin", description = "Take the passphrase from the standard input.")
                    boolean fromInput) {
        OfflineRoot opened = open(root, fromInput);
        byte[] made = Mistake.told(() -> opened.sign(
                PemFile.der(GivenFile.bytes(request, LIMIT_BYTES)),
                AuthorityLimits.ISSUING.within(permitted == null ? List.of() : permitted),
                place.published(),
                Duration.ofDays(days),
                Instant.now()));
        PrivateFile.create(
                file,
                () -> (Certificates.pem(made) + Certificates.pem(opened.certificate()))
                        .getBytes(StandardCharsets.US_ASCII));
        out.println("certified " + PathCertificate.of(made).name() + " until "
                + PathCertificate.of(made).notAfter() + ": " + file);
    }

    @Command(description = "Make the root's CRL; the house publishes it (sealpost ca crl).")
    void crl(
            @Option(names = "--root", required = true, paramLabel = "P12") Path root,
            @Option(names = "--before", paramLabel = "FILE", description = "The last CRL: who is in it stays revoked.")
                    @Nullable Path before,
            @Option(names = "--revoke", paramLabel = "CERTIFICATE", arity = "1..*") @Nullable List<Path> revoked,
            @Option(
                            names = "--days",
                            paramLabel = "DAYS",
                            defaultValue = "180",
                            description = "${DEFAULT-VALUE} if not given.")
                    int days,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "The CRL, DER.") Path file,
            @Option(names = "--password-stdin", description = "Take the passphrase from the standard input.")
                    boolean fromInput) {
        OfflineRoot opened = open(root, fromInput);
        byte[] made = Mistake.told(() -> opened.crl(
                Optional.ofNullable(before).map(path -> PemFile.der(GivenFile.bytes(path, LIMIT_BYTES))),
                (revoked == null ? List.<Path>of() : revoked)
                        .stream().map(RootCommand::certificate).toList(),
                Duration.ofDays(days),
                Instant.now()));
        PrivateFile.create(file, () -> made);
        out.println("wrote " + file);
    }

    private static byte[] certificate(Path file) {
        return ForeignFile.read(GivenFile.bytes(file, LIMIT_BYTES), new char[0])
                .certificates()
                .getFirst()
                .der();
    }

    private OfflineRoot open(Path file, boolean fromInput) {
        byte[] bundle = GivenFile.bytes(file, LIMIT_BYTES);
        char[] passphrase = TypedPassphrase.ask("the root", fromInput, piped);
        return Mistake.told(() -> OfflineRoot.open(bundle, passphrase));
    }
}
