package org.sealpost.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.app.backup.BundleFront;
import org.sealpost.app.cli.GivenFile;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.cli.PrivateFile;
import org.sealpost.app.cli.RecoveryFiles;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SpokenCode;
import org.sealpost.protection.AgentEnvelope;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.CeremonyKey;
import org.sealpost.protection.VaultFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost agent}: what a recovery agent does on a machine of their own; needs no server. */
@Command(
        name = "agent",
        description =
                "What a recovery agent does, on a machine of their own: make a kit, approve, open a share of a backup.",
        synopsisSubcommandLabel = "COMMAND")
final class AgentCommand {
    private static final int KIT_YEARS = 20;
    private static final int SHARE_LIMIT_BYTES = 64 * 1024;
    private static final int KIT_LIMIT_BYTES = 1024 * 1024;
    private static final String ALIAS = "recovery-agent";

    private final PrintWriter out;
    private final Supplier<String> piped;

    AgentCommand(PrintWriter out, Supplier<String> piped) {
        this.out = out;
        this.piped = piped;
    }

    @Command(
            description =
                    "Make a recovery kit: a PKCS #12 file with a new key, its passphrase, which is printed once, and the"
                            + " certificate that the server is given.")
    void kit(
            @Parameters(paramLabel = "NAME", description = "The agent's name: letters, digits, dots and dashes.")
                    String name,
            @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Where the files go.")
                    Path folder) {
        RecoveryFiles.requireName(name);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        CeremonyKey made = CeremonyKey.forAgent(name, now, now.plus(365L * KIT_YEARS, ChronoUnit.DAYS));
        String passphrase = SpokenCode.passphrase();
        try {
            Files.createDirectories(folder);
            Path kit = folder.resolve(name + ".p12");
            Path certificate = folder.resolve(name + ".pem");
            byte[] packed = packed(made, passphrase.toCharArray());
            PrivateFile.create(kit, () -> packed);
            Files.writeString(
                    certificate, Certificates.pem(made.certificate().getEncoded()), StandardOpenOption.CREATE_NEW);
            out.println("kit: " + kit + " (for the agent " + name + " alone)");
            out.println("passphrase of the kit: " + passphrase);
            out.println(
                    "It is shown once. Print it, put kit and passphrase into two envelopes, and delete the file here.");
            out.println("certificate for the server: sealpost recovery agents add " + name + " " + certificate);
        } catch (IOException | GeneralSecurityException e) {
            throw new Mistake("the kit cannot be written to " + folder + ": " + e.getMessage());
        }
    }

    private static byte[] packed(CeremonyKey made, char[] passphrase) throws IOException, GeneralSecurityException {
        KeyStore kit = KeyStore.getInstance("PKCS12");
        kit.load(null, null);
        kit.setKeyEntry(ALIAS, made.key(), passphrase, new Certificate[] {made.certificate()});
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        kit.store(packed, passphrase);
        return packed.toByteArray();
    }

    @Command(
            description =
                    "Approve a recovery: open the shares in a folder with the agent's own key and close them to the"
                            + " recovery. Give the folder back to the administrator after it.")
    void approve(
            @Parameters(paramLabel = "FOLDER", description = "The agent's folder as the administrator handed it out.")
                    Path folder,
            @Option(names = "--kit", required = true, paramLabel = "P12", description = "The agent's kit: PKCS #12.")
                    Path kit,
            @Option(names = "--password-stdin", description = "Take the kit's passphrase from the standard input.")
                    boolean fromInput) {
        try {
            out.print(new String(
                    GivenFile.bytes(folder.resolve(RecoveryFiles.README), SHARE_LIMIT_BYTES), StandardCharsets.UTF_8));
            X509Certificate recovery =
                    CeremonyKey.certificate(GivenFile.bytes(folder.resolve(RecoveryFiles.RECOVERY), SHARE_LIMIT_BYTES));
            List<AgentKey> keys = open(kit, fromInput);
            List<Path> shares;
            try (Stream<Path> files = Files.list(folder)) {
                shares = files.filter(file -> file.toString().endsWith(RecoveryFiles.SHARE))
                        .sorted()
                        .toList();
            }
            for (Path file : shares) {
                byte[] share = opened(GivenFile.bytes(file, SHARE_LIMIT_BYTES), keys);
                Files.write(RecoveryFiles.approvalOf(file), AgentEnvelope.seal(share, recovery));
                Arrays.fill(share, (byte) 0);
            }
            out.println("approved: " + shares.size() + " keys; give " + folder + " back to the administrator");
        } catch (IOException e) {
            throw new Mistake("cannot work in " + folder + ": " + e.getMessage());
        }
    }

    /** Whoever is an agent by a certificate of the directory has other keys in the same file. */
    private static byte[] opened(byte[] closed, List<AgentKey> keys) {
        VaultFailure failure = new VaultFailure("there is no key in the kit", null);
        for (AgentKey key : keys) {
            try {
                return AgentEnvelope.open(closed, key.certificate, key.key);
            } catch (VaultFailure e) {
                failure = e;
            }
        }
        throw failure;
    }

    @Command(description = "Open the agent's share of a backup, for: sealpost restore --share")
    void share(
            @Parameters(paramLabel = "BACKUP", description = "The backup.") Path bundle,
            @Option(names = "--kit", required = true, paramLabel = "P12", description = "The agent's kit.") Path kit,
            @Option(names = "--to", required = true, paramLabel = "SHARE", description = "The file to write; a secret.")
                    Path to,
            @Option(names = "--password-stdin", description = "Take the kit's passphrase from the standard input.")
                    boolean fromInput) {
        List<AgentKey> keys = open(kit, fromInput);
        AgentsLock lock = BundleFront.agents(bundle);
        AgentKey agent = keys.stream()
                .filter(key ->
                        lock.shares().stream().anyMatch(one -> one.fingerprint().equals(fingerprint(key.certificate))))
                .findFirst()
                .orElse(keys.getFirst());
        byte[] share =
                AgentEnvelope.open(lock.of(fingerprint(agent.certificate)).closed(), agent.certificate, agent.key);
        try {
            PrivateFile.create(to, () -> share);
        } finally {
            Arrays.fill(share, (byte) 0);
        }
        out.println("opened: " + to + "; " + lock.need() + " such shares open the backup");
    }

    private record AgentKey(X509Certificate certificate, PrivateKey key) {}

    private List<AgentKey> open(Path file, boolean fromInput) {
        byte[] content = GivenFile.bytes(file, KIT_LIMIT_BYTES);
        char[] passphrase = TypedPassphrase.ask("the kit", fromInput, piped);
        try {
            KeyStore kit = KeyStore.getInstance("PKCS12");
            kit.load(new ByteArrayInputStream(content), passphrase);
            List<AgentKey> keys = new ArrayList<>();
            for (String alias : Collections.list(kit.aliases())) {
                if (kit.isKeyEntry(alias)
                        && kit.getKey(alias, passphrase) instanceof PrivateKey key
                        && kit.getCertificate(alias) instanceof X509Certificate certificate) {
                    keys.add(new AgentKey(certificate, key));
                }
            }
            if (keys.isEmpty()) {
                throw new Mistake("the kit " + file
                        + " holds no key with a certificate; expected one that was made with:" + " sealpost agent kit");
            }
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new Mistake("the kit " + file + " is not a PKCS #12 file that this passphrase opens");
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return Fingerprint.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
