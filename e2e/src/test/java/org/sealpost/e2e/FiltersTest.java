package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A filter from a foreign program for filters to the folder that a mail program shows. */
class FiltersTest {
    private static final String WANTED = "invoice-7";
    private static final String CANARY = "xylophone-58217";
    private static final Demo DEMO = Demo.start();

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    @Test
    void aFilterPutByAForeignProgramSortsOpenedMailAndAnswersWithoutQuotingIt() throws IOException {
        Path script = DEMO.keep("work.sieve", """
                require ["fileinto", "body", "vacation", "imap4flags"];
                vacation "I am back on Monday.";
                if body :contains "%s" {
                    addflag "\\\\Flagged";
                    fileinto "Projects.Found";
                }
                """.formatted(WANTED));
        sieveConnect("--localsieve " + script + " --remotesieve work --upload");
        sieveConnect("--remotesieve work --activate");

        DEMO.submit(
                "alice",
                List.of(Demo.address("bob")),
                "--header",
                "Subject: hidden " + CANARY,
                "--body",
                WANTED + " " + CANARY);
        String answer = new String(DEMO.newest("alice"), StandardCharsets.UTF_8);

        assertThat(answer)
                .contains("Subject: Automatic reply", "Auto-Submitted: auto-replied")
                .doesNotContain(CANARY);
        String found = curl("/Projects.Found;MAILINDEX=1");
        assertThat(found).contains("X-Sealpost-Encryption: encrypted with AES-256-GCM", CANARY);
        assertThat(DEMO.count("bob")).isZero();
        assertThat(DEMO.json("filter", "list", "bob").get("active").asText()).isEqualTo("work");
        assertThat(filesWith(CANARY))
                .as("nothing of it lies readable on the disk")
                .isEmpty();
    }

    private static List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(DEMO.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, text))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String curl(String path) {
        return Run.of(
                        "curl",
                        "-s",
                        "--cacert",
                        DEMO.ca().toString(),
                        "imaps://localhost:" + DEMO.port("imaps") + path,
                        "--user",
                        Demo.address("bob") + ":" + DEMO.password("bob"))
                .text();
    }

    private static void sieveConnect(String arguments) {
        Path password = DEMO.keep("password", DEMO.password("bob") + "\n");
        Run run = Run.of(
                "sh",
                "-c",
                "sieve-connect --server localhost --port " + DEMO.port("sieve") + " --user " + Demo.address("bob")
                        + " --tlscafile " + DEMO.ca() + " --authmech PLAIN --passwordfd 3 " + arguments + " 3<"
                        + password + " </dev/null");
        assertThat(run.exit()).as(run.text()).isZero();
    }
}
