package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Mail that is sealed where it lies, also what was there before, checked from outside with curl and OpenSSL. */
class SealedStorageTest {
    private static final String CANARY = "the wren nests behind the seal";

    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());
    private static final Outsider PAT = new Outsider("pat@partner.example");

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void mailThatWasThereBeforeIsSealedAndComesBackByteForByte() throws IOException {
        DEMO.submit("alice", List.of(Demo.address("bob")), "--header", "Subject: Before", "--body", CANARY);
        byte[] before = DEMO.newest("bob");
        curl("/INBOX", "-X", "STORE 1 +FLAGS (\\Flagged $Kept)");
        String uid = curl("/INBOX", "-X", "FETCH 1 (UID INTERNALDATE)").text();
        Path keys = keys();

        DEMO.done("storage", "seal", "user bob@sealpost.example");
        DEMO.kill();
        DEMO.restart();
        awaitForm("sealed");
        byte[] sealed = DEMO.newest("bob");

        assertThat(text(sealed)).contains("smime-type=enveloped-data").doesNotContain(CANARY);
        byte[] opened = opened(keys, sealed);
        assertThat(text(opened)).contains(CANARY);
        assertThat(PAT.verify(opened, DEMO.ca()).text()).contains("CMS Verification successful");
        String after = curl("/INBOX", "-X", "FETCH 1 (UID INTERNALDATE FLAGS)").text();
        assertThat(after).contains("\\Flagged", "$Kept", date(uid)).doesNotContain(uid(uid) + " ");
        assertThat(DEMO.count("bob")).isEqualTo(1);

        Path draft =
                PAT.keep("draft.eml", "Subject: Draft\r\n\r\nmy own words\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(curl("/Drafts", "-T", draft.toString()).exit()).isZero();
        byte[] stored = curl("/Drafts;MAILINDEX=1").bytes();
        assertThat(text(stored)).contains("smime-type=enveloped-data").doesNotContain("my own words");
        assertThat(text(opened(keys, stored))).contains("my own words");
        assertThat(wordOnDisk(CANARY)).as("files with readable mail").isEmpty();

        DEMO.done("storage", "open", "user bob@sealpost.example");
        awaitForm("");

        assertThat(DEMO.newest("bob")).isEqualTo(before);
        assertThat(curl("/Drafts;MAILINDEX=1").bytes()).isEqualTo(Files.readAllBytes(draft));
        assertThat(DEMO.done("audit", "show", "bob@sealpost.example"))
                .contains("all mail in the mailbox is going to be sealed", "all mail in the mailbox is open");
    }

    private static Path keys() throws IOException {
        Path folder = Files.createDirectories(DEMO.data().resolve("bobs"));
        Files.writeString(folder.resolve("password"), "a long password\n");
        DEMO.done(
                "cert",
                "export",
                "bob",
                "--out",
                folder.resolve("bob.p12").toString(),
                "--password-file",
                folder.resolve("password").toString());
        Run made = Run.of(
                "sh",
                "-c",
                "cd " + folder + " && openssl pkcs12 -in bob.p12 -passin file:password -nodes -nocerts -out key");
        assertThat(made.exit()).as(made.text()).isZero();
        return folder.resolve("key");
    }

    private static byte[] opened(Path key, byte[] message) throws IOException {
        Path in = PAT.keep("sealed.eml", message);
        Path out = in.resolveSibling("opened.eml");
        Run run = Run.of(
                "openssl", "cms", "-decrypt", "-in", in.toString(), "-inkey", key.toString(), "-out", out.toString());
        assertThat(run.exit()).as(run.text()).isZero();
        return Files.readAllBytes(out);
    }

    /** Until all of bob's mail has a form; "" is the one that is not told of. */
    private static void awaitForm(String form) {
        long deadline = System.nanoTime() + 90_000_000_000L;
        String last = "";
        while (System.nanoTime() < deadline) {
            var status = DEMO.json("storage", "status");
            last = status.toString();
            boolean there = form.isEmpty()
                    ? status.isEmpty()
                    : status.size() == 1
                            && status.get(0).get("form").asText().equals(form)
                            && status.get(0).get("done").asBoolean();
            if (there) {
                return;
            }
            pause();
        }
        throw new AssertionError("the mail did not become '" + form + "': " + last + "\n" + DEMO.log());
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String uid(String fetched) {
        return fetched.replaceAll("(?s).*(UID \\d+).*", "$1");
    }

    private static String date(String fetched) {
        return fetched.replaceAll("(?s).*(INTERNALDATE \"[^\"]*\").*", "$1");
    }

    private static Run curl(String path, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-s",
                "--cacert",
                DEMO.ca().toString(),
                "imaps://localhost:" + DEMO.port("imaps") + path,
                "--user",
                Demo.address("bob") + ":" + DEMO.password("bob")));
        command.addAll(List.of(more));
        return Run.of(command);
    }

    private static List<String> wordOnDisk(String word) throws IOException {
        try (Stream<Path> files = Files.walk(DEMO.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, word))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean contains(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
