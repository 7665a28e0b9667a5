package org.sealpost.app;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.backup.Gap;
import org.sealpost.app.backup.Opening;
import org.sealpost.app.backup.Since;
import org.sealpost.app.cli.GivenFile;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.cli.Sealpost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sealpost restore}: on a machine where nothing is yet. */
@Command(
        name = "restore",
        description =
                "Rebuild a house from a backup in an empty data folder: the same authority, a newer CRL, and an account"
                        + " of what was signed after the backup.")
final class RestoreCommand implements Runnable {
    private static final int SHARE_LIMIT_BYTES = 1024;
    private static final int LISTED = 1_000;
    private static final int CERTIFICATE_LIMIT_BYTES = 1024 * 1024;

    private final PrintWriter out;
    private final Supplier<String> piped;

    @ParentCommand
    private @Nullable Sealpost parent;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private @Nullable Path bundle;

    @Option(names = "--password-stdin", description = "Take the passphrase from the first line of the standard input.")
    private boolean fromInput;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            description = "A share that a recovery agent opened with: sealpost agent share. Once for each agent.")
    private List<Path> shares = new ArrayList<>();

    @Option(
            names = "--journal",
            paramLabel = "FOLDER",
            description =
                    "The journal that was kept beside the backups: brings back what was signed and revoked since.")
    private @Nullable Path journal;

    @Option(
            names = "--config",
            paramLabel = "TOML",
            description =
                    "A configuration to use in the place of the backup's, for a machine that is set up differently.")
    private @Nullable Path configuration;

    @Option(
            names = "--presented",
            paramLabel = "CERTIFICATE",
            description =
                    "A certificate that somebody has and that may be younger than the backup. May be given many times.")
    private List<Path> presented = new ArrayList<>();

    @Option(
            names = "--revoke-lost",
            description = "Tell by CRL and OCSP that every number is revoked of which the certificate is lost.")
    private boolean revokeLost;

    RestoreCommand(PrintWriter out, Supplier<String> piped) {
        this.out = out;
        this.piped = piped;
    }

    @Override
    public void run() {
        Path data = Objects.requireNonNull(parent)
                .data()
                .orElseThrow(() -> new Mistake("name the empty folder to restore into: --data FOLDER"));
        Since since = new Since(
                Optional.ofNullable(journal),
                presented.stream().map(RestoreCommand::certificate).toList(),
                revokeLost);
        Rebuild.Report report = Rebuild.run(
                Objects.requireNonNull(bundle),
                opening(),
                data,
                Optional.ofNullable(configuration),
                since,
                step -> say("good: " + step));
        report.crls()
                .forEach(crl -> say(
                        "good: the CRL of " + crl.issuer() + " goes from number " + crl.before() + " to " + crl.now()));
        tell(report.gap());
        propose(report.proposals());
        say("restored into " + data + "; start it with: sealpost up --data " + data);
    }

    private void tell(Gap gap) {
        say("after the backup: " + gap.recovered().size() + " certificates came back from the journal, "
                + gap.revoked().size() + " of its revocations count, "
                + gap.lost().size() + " numbers are lost");
        gap.recovered().forEach(number -> say("  back: " + number));
        gap.revoked().forEach(number -> say("  revoked: " + number));
        gap.lost()
                .forEach(lost -> say("  lost: " + lost.issuer() + " "
                        + lost.serial().toString(16) + " " + lost.subject() + " (" + lost.seen() + ")"
                        + (revokeLost ? ", revoked" : "")));
        gap.cutOff().forEach(file -> say("  the last record of " + file + " was cut off by the crash"));
        if (!gap.journalled()) {
            say("  no journal was given: what was signed after the backup is known only as far as it is presented");
        }
    }

    private void propose(List<String> proposals) {
        if (!proposals.isEmpty()) {
            say("so that nobody trusts a certificate that is not in the book any more, once it runs:");
            proposals.stream().limit(LISTED).forEach(command -> say("  " + command));
        }
    }

    private Opening opening() {
        if (!shares.isEmpty()) {
            return Opening.by(shares.stream()
                    .map(file -> GivenFile.bytes(file, SHARE_LIMIT_BYTES))
                    .toList());
        }
        return Opening.by(TypedPassphrase.ask("the backup", fromInput, piped));
    }

    private static X509Certificate certificate(Path file) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(GivenFile.bytes(file, CERTIFICATE_LIMIT_BYTES)));
        } catch (CertificateException e) {
            throw new Mistake(file + " is not an X.509 certificate, PEM or DER");
        }
    }

    private void say(String line) {
        out.println(line);
    }
}
