package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.testkit.Postgres;
import org.sealpost.testkit.TestFolders;

/** A running server is backed up and lost; the real program makes it again on an empty machine. */
class BackupTest {
    private static final String PASSPHRASE = "correct horse battery";

    private final Path folder = make();

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aServerThatWasLostComesBackWithItsAuthorityItsPeopleAndTheirMail(String engine) throws Exception {
        String store = engine.equals("SQLite") ? "" : "store.url = \"" + Postgres.newDatabase() + "\"";
        Path bundle = folder.resolve("b.sealpost");
        byte[] root;
        byte[] mail;
        try (Demo demo = Demo.start(store)) {
            demo.submit("alice", List.of(Demo.address("bob")), "--body", "kept through the fire");
            mail = demo.newest("bob");
            root = Files.readAllBytes(demo.ca());
            passphrase(demo);
            assertThat(good(demo, "backup", "--to", bundle.toString())).contains("the backup passphrase");
            assertThat(good(demo, "drill")).contains("the authority signs", "this house can be rebuilt");
        }
        Path data = folder.resolve("again");

        Path configuration = configuration(engine);

        Run restored = restore(bundle, data, "--config", configuration.toString());

        assertThat(restored.exit()).as(restored.text()).isZero();
        assertThat(restored.text()).contains("the audit log is whole", "the CRL of issuing goes from number");
        try (Demo again = Demo.at(data)) {
            assertThat(Files.readAllBytes(again.ca())).isEqualTo(root);
            assertThat(good(again, "user", "list")).contains("alice@", "bob@", "carol@");
            assertThat(again.newest("bob")).isEqualTo(mail);
            assertThat(good(again, "user", "add", "newcomer")).isNotBlank();
            assertThat(good(again, "cert", "list", "newcomer")).contains("active");
            assertThat(good(again, "audit", "verify")).isNotBlank();
        }
    }

    /** That of another machine: other ports, and a database of its own. */
    private Path configuration(String engine) throws IOException {
        String store = engine.equals("SQLite") ? "" : "store.url = \"" + Postgres.newDatabase() + "\"";
        return Files.writeString(folder.resolve("other.toml"), Demo.toml(store));
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfABackupLeavesNoFileThatLooksLikeOne() throws Exception {
        Demo demo = Demo.start();
        passphrase(demo);
        fill(demo);
        Path bundle = folder.resolve("killed.sealpost");
        Thread.ofVirtual().start(() -> demo.sealpost("backup", "--to", bundle.toString()));
        await(folder.resolve("killed.sealpost.part"));

        demo.killAndRestart();

        assertThat(bundle).doesNotExist();
        assertThat(good(demo, "backup", "--to", bundle.toString())).contains("written");
        assertThat(bundle).exists();
        demo.close();
    }

    @Test
    void aRestoreThatIsKilledInTheMiddleLeavesAFolderThatNoServerTakesAndCanBeDoneAgain() throws Exception {
        Path bundle = folder.resolve("b.sealpost");
        try (Demo demo = Demo.start()) {
            passphrase(demo);
            fill(demo);
            good(demo, "backup", "--to", bundle.toString());
        }
        Path data = folder.resolve("again");
        Process process = start("restore", bundle.toString(), "--data", data.toString(), "--password-stdin");
        await(data.resolve("sealpost.db"));
        process.destroyForcibly();
        process.onExit().join();

        Run refused = Run.of(command("status", "--data", data.toString()));
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.text()).contains("was cut off");

        Run again = restore(bundle, data);
        assertThat(again.exit()).as(again.text()).isZero();
    }

    @Test
    void aFullDiskIsToldAndLeavesNothingThatLooksLikeABackup() throws Exception {
        try (Demo demo = Demo.startOnSmallDisk(48)) {
            passphrase(demo);
            Path bundle = demo.data().resolve("b.sealpost");
            Run.of(
                    "sh",
                    "-c",
                    "head -c 1000000 /dev/zero > " + demo.data().resolve("spare") + "; cat /dev/zero > "
                            + demo.data().resolve("filler"));

            Run failed = demo.ask("backup", "--to", inside(bundle));

            assertThat(failed.exit()).as(failed.text()).isNotZero();
            try (Stream<Path> left = Files.list(demo.data())) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .doesNotContain("b.sealpost", "b.sealpost.part");
            }
            Files.delete(demo.data().resolve("filler"));
            assertThat(demo.ask("backup", "--to", inside(bundle)).exit()).isZero();
        }
    }

    /** The server sees its small disk under the folder that was mounted for it. */
    private static String inside(Path path) {
        String seen = path.toString();
        return seen.substring(seen.indexOf("/root/") + "/root".length());
    }

    @Test
    void agentsMakeKitsApproveElsewhereAndBringAKeyBack() throws Exception {
        try (Demo demo = Demo.start()) {
            Path jane = kit(demo, "jane");
            Path john = kit(demo, "john");
            assertThat(good(demo, "recovery", "status")).contains("to be shared: 0");
            String request =
                    good(demo, "recovery", "request", "alice", "--reason", "token lost", "--to", folder.toString());
            String id = request.replaceAll("(?s).*recovery: (\\w+),.*", "$1");

            for (Path kit : List.of(jane, john)) {
                String name = kit.getFileName().toString().replace(".p12", "");
                Path theirs = folder.resolve(id).resolve(name);
                Run approved = piped(
                        Files.readString(folder.resolve(name + ".words")),
                        "agent",
                        "approve",
                        theirs.toString(),
                        "--kit",
                        kit.toString(),
                        "--password-stdin");
                assertThat(approved.exit()).as(approved.text()).isZero();
                assertThat(approved.text()).contains("token lost", "approved: ");
                good(demo, "recovery", "approve", id, theirs.toString());
            }
            Path file = folder.resolve("alice.p12");
            String finished = good(demo, "recovery", "finish", id, "--pkcs12", file.toString());

            String words = finished.replaceAll("(?s).*passphrase of the file: (\\S+).*", "$1");
            Run opened = Run.of(
                    "openssl", "pkcs12", "-in", file.toString(), "-passin", "pass:" + words, "-nodes", "-nocerts");
            assertThat(opened.text()).contains("BEGIN PRIVATE KEY");
            assertThat(new String(demo.newest("alice"), StandardCharsets.ISO_8859_1))
                    .contains("Recovery of the keys of alice@");
            assertThat(good(demo, "audit", "show", "recovery " + id)).contains("approves", "handed over");
        }
    }

    private Path kit(Demo demo, String name) throws IOException {
        Run made = Run.of(command("agent", "kit", name, "--to", folder.toString()));
        assertThat(made.exit()).as(made.text()).isZero();
        Files.writeString(
                folder.resolve(name + ".words"),
                made.text().replaceAll("(?s).*passphrase of the kit: (\\S+).*", "$1") + "\n");
        good(
                demo,
                "recovery",
                "agents",
                "add",
                name,
                folder.resolve(name + ".pem").toString());
        return folder.resolve(name + ".p12");
    }

    private void passphrase(Demo demo) throws IOException {
        good(
                demo,
                "backup",
                "passphrase",
                "--password-file",
                file("words", PASSPHRASE).toString());
    }

    /** Enough that a backup takes a moment. */
    private void fill(Demo demo) throws IOException {
        Path big = Files.write(folder.resolve("big"), new byte[12 * 1024 * 1024]);
        for (int i = 0; i < 4; i++) {
            demo.submit("alice", List.of(Demo.address("bob")), "--attach", "@" + big);
        }
        demo.newest("bob", 4);
    }

    private Path file(String name, String line) throws IOException {
        return Files.writeString(folder.resolve(name), line + "\n");
    }

    private static String good(Demo demo, String... arguments) {
        Run run = demo.ask(arguments);
        assertThat(run.exit()).as(run.text()).isZero();
        return run.text();
    }

    private static Run restore(Path bundle, Path data, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("restore", bundle.toString(), "--data", data.toString(), "--password-stdin"));
        arguments.addAll(List.of(more));
        return piped(PASSPHRASE + "\n", arguments.toArray(String[]::new));
    }

    private static Run piped(String input, String... arguments) throws Exception {
        Process process = start(input, arguments, true);
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), said);
    }

    private static Process start(String... arguments) throws IOException {
        return start(PASSPHRASE + "\n", arguments, false);
    }

    private static Process start(String input, String[] arguments, boolean heard) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        if (!heard) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        return process;
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(Demo.java("-XX:TieredStopAtLevel=1"));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static void await(Path file) throws InterruptedException {
        for (int waited = 0; Files.notExists(file); waited += 5) {
            assertThat(waited).as("the file " + file).isLessThan(60_000);
            Thread.sleep(5);
        }
    }

    private static Path make() {
        try {
            return TestFolders.make("backup");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
