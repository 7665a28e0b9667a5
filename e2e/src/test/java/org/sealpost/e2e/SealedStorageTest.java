package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

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
        Path keys = keys("bob");

        DEMO.done("storage", "seal", "user bob@sealpost.example");
        DEMO.kill();
        DEMO.restart();
        awaitForm("bob", "sealed");
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
        awaitForm("bob", "");

        assertThat(DEMO.newest("bob")).isEqualTo(before);
        assertThat(curl("/Drafts;MAILINDEX=1").bytes()).isEqualTo(Files.readAllBytes(draft));
        assertThat(DEMO.done("audit", "show", "bob@sealpost.example"))
                .contains(
                        "all mail in the mailbox is going to be sealed",
                        "messages in the mailbox opened with the key of certificate",
                        "all mail in the mailbox is open");
    }

    @Test
    void mailInASharedMailboxIsSealedAnewForWhoJoinsAndAgainstWhoLeaves() throws IOException {
        DEMO.done("shared", "add", "vault");
        DEMO.done("shared", "join", "vault", "alice");
        DEMO.done("storage", "seal", "user vault@sealpost.example");
        DEMO.submit("bob", List.of(Demo.address("vault")), "--header", "Subject: Vault", "--body", CANARY);
        awaitMail("alice");
        Path alices = keys("alice");
        Path carols = keys("carol");
        assertThat(text(opened(alices, shared("alice")))).contains(CANARY);

        DEMO.done("shared", "join", "vault", "carol", "--right", "read");
        awaitChange();

        byte[] forBoth = shared("carol");
        assertThat(text(opened(carols, forBoth))).contains(CANARY);
        assertThat(text(opened(alices, forBoth))).contains(CANARY);
        assertThat(PAT.verify(opened(carols, forBoth), DEMO.ca()).text()).contains("CMS Verification successful");

        DEMO.done("shared", "leave", "vault", "alice");
        awaitChange();

        byte[] forCarol = shared("carol");
        assertThat(text(opened(carols, forCarol))).contains(CANARY);
        assertThat(decrypt(alices, forCarol).exit())
                .as("who left opens it no more")
                .isNotZero();
        assertThat(wordOnDisk(CANARY)).as("files with readable mail").isEmpty();
    }

    /** A23. */
    @Test
    void aDraftAboutMailThatCameEncryptedLiesSealedForWhoKeepsTheKeyOnADevice() throws IOException {
        String said = DEMO.done("user", "add", Demo.address("dora"), "--name", "Dora");
        String password = said.replaceAll("(?s).*password: (\\S+).*", "$1");
        Path doras = keys("dora");
        DEMO.done("key", "release", "dora", "--kept-elsewhere");
        DEMO.submit(
                "alice",
                List.of(Demo.address("dora")),
                "--header",
                "X-Sealpost-Encrypt: yes",
                "--header",
                "Message-Id: <in-confidence@sealpost.example>",
                "--body",
                CANARY);
        awaitUntil(() -> as("dora", password, "/INBOX;MAILINDEX=1").bytes().length > 0, "no mail came");
        Path draft = PAT.keep(
                "answer.eml",
                "Subject: Re: x\r\nIn-Reply-To: <in-confidence@sealpost.example>\r\n\r\nmy answer to it\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        Path other = PAT.keep("other.eml", "Subject: y\r\n\r\nabout lunch\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(as("dora", password, "/Drafts", "-T", draft.toString()).exit())
                .isZero();
        assertThat(as("dora", password, "/Drafts", "-T", other.toString()).exit())
                .isZero();

        byte[] stored = as("dora", password, "/Drafts;MAILINDEX=1").bytes();
        assertThat(text(stored)).contains("smime-type=enveloped-data").doesNotContain("my answer");
        assertThat(text(opened(doras, stored))).contains("my answer to it");
        assertThat(as("dora", password, "/Drafts;MAILINDEX=2").text()).contains("about lunch");
    }

    private static byte[] shared(String reader) {
        return fetched(reader, "/Shared.vault.INBOX;MAILINDEX=1").bytes();
    }

    private static void awaitMail(String reader) {
        awaitUntil(() -> shared(reader).length > 0, "no mail came");
    }

    private static void awaitUntil(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(otherwise + "; " + DEMO.log());
            }
            pause();
        }
    }

    /** Until the one message of the vault was sealed for others than before. */
    private static void awaitChange() {
        long deadline = System.nanoTime() + 90_000_000_000L;
        String before = status("vault").path("form").asText();
        while (System.nanoTime() < deadline) {
            var now = status("vault");
            if (!now.path("form").asText().equals(before) && now.path("done").asBoolean()) {
                return;
            }
            pause();
        }
        throw new AssertionError("nothing was sealed anew: " + status("vault") + "\n" + DEMO.log());
    }

    /** Of one mailbox; an empty object if nothing is told of it. */
    private static JsonNode status(String name) {
        for (JsonNode one : DEMO.json("storage", "status")) {
            if (one.get("mailbox").asText().equals(Demo.address(name))) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    /** A folder with somebody's key and certificate. */
    private static Path keys(String name) throws IOException {
        // Not beside the server's data, where no readable word may lie.
        Path folder = TestFolders.make("keys-of-" + name);
        Files.writeString(folder.resolve("password"), "a long password\n");
        DEMO.done(
                "cert",
                "export",
                name,
                "--out",
                folder.resolve("all.p12").toString(),
                "--password-file",
                folder.resolve("password").toString());
        Run made = Run.of(
                "sh",
                "-e",
                "-c",
                "cd " + folder + "; openssl pkcs12 -in all.p12 -passin file:password -nodes -nocerts -out key;"
                        + " openssl pkcs12 -in all.p12 -passin file:password -nokeys -clcerts -out cert");
        assertThat(made.exit()).as(made.text()).isZero();
        return folder;
    }

    private static byte[] opened(Path keys, byte[] message) throws IOException {
        Run run = decrypt(keys, message);
        assertThat(run.exit()).as(run.text()).isZero();
        return Files.readAllBytes(keys.resolve("opened"));
    }

    private static Run decrypt(Path keys, byte[] message) throws IOException {
        Files.write(keys.resolve("sealed"), message);
        return Run.of(
                "sh", "-c", "cd " + keys + " && openssl cms -decrypt -in sealed -recip cert -inkey key -out opened");
    }

    /** Until all of somebody's mail has a form; "" is the one that is not told of. */
    private static void awaitForm(String name, String form) {
        long deadline = System.nanoTime() + 90_000_000_000L;
        while (System.nanoTime() < deadline) {
            JsonNode status = status(name);
            boolean there = form.isEmpty()
                    ? status.isMissingNode()
                    : status.path("form").asText().equals(form)
                            && status.path("done").asBoolean();
            if (there) {
                return;
            }
            pause();
        }
        throw new AssertionError("the mail did not become '" + form + "': " + status(name) + "\n" + DEMO.log());
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
        return fetched("bob", path, more);
    }

    private static Run fetched(String name, String path, String... more) {
        return as(name, DEMO.password(name), path, more);
    }

    private static Run as(String name, String password, String path, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-s",
                "--cacert",
                DEMO.ca().toString(),
                "imaps://localhost:" + DEMO.port("imaps") + path,
                "--user",
                Demo.address(name) + ":" + password));
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
