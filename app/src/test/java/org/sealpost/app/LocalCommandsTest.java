package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/** Commands that need no server, as a script runs them: without a terminal. */
class LocalCommandsTest {
    @Test
    void helpIsToldOnceForEveryCommand() throws IOException {
        assertThat(told(0, "help").split("Usage: ", -1)).hasSize(2);
        assertThat(told(0, "help", "cert")).contains("revoke");
        assertThat(told(0, "cert", "revoke", "--help").split("Usage: ", -1)).hasSize(2);
        assertThat(told(0, "--version").lines()).hasSize(1);
    }

    @Test
    void withoutATerminalAPassphraseIsExpectedOnTheStandardInput() throws IOException {
        Path folder = TestFolders.make("local");
        Path file = Files.writeString(folder.resolve("some.p12"), "nothing");
        String some = file.toString();
        String out = folder.resolve("out").toString();

        assertThat(told(1, "root", "crl", "--root", some, "--out", out)).contains("--password-stdin");
        assertThat(told(1, "agent", "share", some, "--kit", some, "--to", out)).contains("--password-stdin");
        assertThat(told(1, "restore", some, "--data", out)).contains("--password-stdin");
        assertThat(told(1, "root", "crl", "--root", folder.resolve("missing").toString(), "--out", out))
                .contains("there is no file");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsExplained() throws IOException {
        Path data = TestFolders.make("elsewhere");
        Files.writeString(
                data.resolve("sealpost.toml"),
                "domain = \"example.org\"\n[store]\nurl = \"jdbc:postgresql://127.0.0.1:" + FreePort.find()
                        + "/none?user=x\"\n");

        assertThat(told(1, "ca", "list", "--data", data.toString()))
                .contains("the database cannot be used", "store.url")
                .doesNotContain("\tat ");
    }

    @Test
    void aDamagedDatabaseIsExplained() throws IOException {
        Path data;
        try (Desk desk = new Desk()) {
            data = desk.folder.resolve("data");
        }
        Path file = data.resolve("sealpost.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 2_000, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);

        assertThat(told(1, "ca", "list", "--data", data.toString()))
                .contains("the database cannot be used", "restore a backup")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileIsNeverReadAsWordsOfTheCommand() throws IOException {
        Path secret = Files.writeString(TestFolders.make("local").resolve("secret"), "one two\n");

        assertThat(told(2, "status", "@" + secret))
                .contains("@" + secret)
                .doesNotContain("one")
                .doesNotContain("two");
    }

    private static String told(int exit, String... arguments) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            int was = new Main(out, out, arguments).run();

            assertThat(was).as(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(exit);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
