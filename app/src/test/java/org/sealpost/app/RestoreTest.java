package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.app.backup.Opening;
import org.sealpost.app.backup.Since;
import org.sealpost.app.cli.Cli;
import org.sealpost.app.cli.Session;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Domain;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;
import org.sealpost.protection.AgentsLock;
import org.sealpost.store.Pem;
import org.sealpost.testkit.SoftToken;

/** A house is restored by commands as they are typed: by agents instead of a passphrase, without a journal, with a token. */
class RestoreTest {
    private final Path folder = TrialHouse.newFolder("restore");
    private final Path data = folder.resolve("data");
    private final Path bundle = folder.resolve("b.sealpost");
    private final Path rebuilt = folder.resolve("rebuilt");
    private final Map<String, String> words = new HashMap<>();

    @Test
    void twoOfThreeAgentsRestoreWithoutThePassphraseAndOneAloneDoesNot() {
        List<Issued> people;
        try (House house = TrialHouse.open(data)) {
            for (String name : List.of("one", "two", "three")) {
                addAgent(house, name);
            }
            people = TrialHouse.issue(house, Templates.MAIL_ENCRYPT, "ann", 2);
            house.backups().make(bundle, true);
        }
        List<String> opened = new ArrayList<>();
        for (String name : List.of("one", "three")) {
            String share = folder.resolve(name + ".share").toString();
            done(name, "agent", "share", bundle.toString(), "--kit", kit(name), "--to", share, "--password-stdin");
            opened.add(share);
        }

        assertThat(mistake("restore", bundle.toString(), "--data", rebuilt.toString(), "--share", opened.getFirst()))
                .isNotBlank();
        assertThat(rebuilt).doesNotExist();
        String said = done(
                "",
                "restore",
                bundle.toString(),
                "--data",
                rebuilt.toString(),
                "--share",
                opened.get(0),
                "--share",
                opened.get(1));

        assertThat(said).contains("good: the authority signs", "restored into");
        try (House house = TrialHouse.reopen(rebuilt)) {
            assertThat(people)
                    .allMatch(one -> house.keeping().keys().find(one.keyId()).isPresent());
            assertThat(house.recovery().escrow().agents()).hasSize(3);
            assertThat(TrialHouse.issue(house, "next", 1)).hasSize(1);
        }
    }

    @Test
    void withoutAJournalItIsProposedThatUnknownNumbersAreRevokedAndTheCommandDoesIt() {
        Issued lost;
        try (House house = TrialHouse.open(data)) {
            house.backups().lock(Optional.of(TrialHouse.PASSPHRASE));
            house.backups().make(bundle, true);
            lost = TrialHouse.issue(house, "after", 1).getFirst();
        }
        words.put("", TrialHouse.PASSPHRASE);

        String said = done("", "restore", bundle.toString(), "--data", rebuilt.toString(), "--password-stdin");

        assertThat(said).contains("no journal was given", "  sealpost ca refuse-unknown issuing");
        assertThat(said).doesNotContain("refuse-unknown root");
        try (House house = TrialHouse.reopen(rebuilt)) {
            assertThat(house.keeping().certificates().standing("issuing", lost.serial()))
                    .isEmpty();
            assertThat(execute(house, new StringWriter(), "", "ca", "refuse-unknown", "issuing"))
                    .isZero();
            assertThat(house.certification().authorities())
                    .filteredOn(one -> one.name().equals("issuing"))
                    .allMatch(one -> one.refusesUnknown());
        }
    }

    @Test
    void anAuthorityWhoseKeysLieInATokenIsRestoredWhereTheTokenIsAndNowhereElse() {
        SoftToken soft = SoftToken.create("restore");
        Path pin = SoftToken.pinFile(folder.resolve("pin"), SoftToken.PIN);
        String token = """
                authority.root_in_token = true
                authority.issuing_in_token = true
                [pkcs11]
                library = "%s"
                token = "%s"
                pin_file = "%s"
                """.formatted(SoftToken.LIBRARY, soft.label(), pin);
        List<Issued> people;
        try (House house = TrialHouse.open(data, token)) {
            house.backups().lock(Optional.of(TrialHouse.PASSPHRASE));
            people = TrialHouse.issue(house, "ann", 2);
            assertThat(house.drill().run().failure()).isEmpty();
            house.backups().make(bundle, true);
        }
        Path withoutToken = write("without.toml", "domain = \"example.org\"\nhost = \"localhost\"\n");

        assertThatThrownBy(() -> restore(folder.resolve("elsewhere"), Optional.of(withoutToken)))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining("lies in the token restore, which is not configured");
        assertThatThrownBy(() -> TrialHouse.reopen(folder.resolve("elsewhere"))).hasMessageContaining("was cut off");
        Rebuild.Report report = restore(rebuilt, Optional.empty());

        assertThat(report.crls()).extracting(Rebuild.Report.Crl::issuer).contains("root", "issuing");
        try (House house = TrialHouse.reopen(rebuilt)) {
            Issued next = TrialHouse.issue(house, "next", 1).getFirst();
            assertThat(Pem.certificate(next.certificate().der()).getIssuerX500Principal())
                    .isEqualTo(Pem.certificate(people.getFirst().certificate().der())
                            .getIssuerX500Principal());
            soft.away();
            assertThatThrownBy(() -> house.certification()
                            .authority()
                            .issue(
                                    CertificateRequest.mail(
                                            Templates.MAIL_SIGN,
                                            "late",
                                            List.of(TrialHouse.address("late")),
                                            KeyPairs.generate("EC-P256").getPublic(),
                                            "late@example.org"),
                                    house.clock().instant()))
                    .hasMessageContaining("there is no token restore");
            soft.back();
        }
    }

    private Rebuild.Report restore(Path to, Optional<Path> configuration) {
        return Rebuild.run(
                bundle, Opening.by(TrialHouse.PASSPHRASE.toCharArray()), to, configuration, Since.NOTHING, step -> {});
    }

    private void addAgent(House house, String name) {
        String said = done("", "agent", "kit", name, "--to", folder.toString());
        words.put(name, said.replaceAll("(?s).*passphrase of the kit: (\\S+).*", "$1"));
        var certificate = Pem.certificate(read(folder.resolve(name + ".pem")));
        try {
            house.recovery()
                    .escrow()
                    .add(new AgentsLock.Agent(name, Fingerprint.of(certificate.getEncoded()), certificate), "test");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String kit(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command printed that needs no server; {@code who} types the words. */
    private String done(String who, String... command) {
        StringWriter said = new StringWriter();
        assertThat(execute(null, said, who, command)).as(said.toString()).isZero();
        return said.toString();
    }

    private String mistake(String... command) {
        StringWriter said = new StringWriter();
        assertThat(execute(null, said, "", command)).as(said.toString()).isNotZero();
        return said.toString();
    }

    private int execute(@Nullable House house, StringWriter said, String who, String... command) {
        PrintWriter out = new PrintWriter(said, true);
        Session session = new Session(
                () -> Objects.requireNonNull(house),
                () -> new Domain("example.org"),
                "tester",
                true,
                folder,
                "",
                out,
                out);
        return Cli.of(
                        session,
                        List.of(
                                new RestoreCommand(out, () -> Objects.requireNonNull(words.get(who))),
                                new AgentCommand(out, () -> Objects.requireNonNull(words.get(who)))))
                .execute(command);
    }
}
