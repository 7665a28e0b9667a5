package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Mailboxes and folders that several people share, checked from outside with swaks, curl and OpenSSL. */
class SharedMailboxTest {
    private static final String CANARY = "the lark shares its song";

    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());
    private static final Outsider PAT = new Outsider("pat@partner.example");

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void whoJoinsReadsOldMailAndWhoLeavesReadsNone() {
        DEMO.done("shared", "add", "info", "--name", "Information");
        DEMO.done("shared", "join", "info", "alice", "--right", "work,send-as");
        DEMO.submit("bob", List.of(Demo.address("info")), "--header", "Subject: Old", "--body", CANARY);

        byte[] alices = awaited("alice", "Shared.info.INBOX");
        String refused = fetch("carol", "Shared.info.INBOX").text();
        String joined = DEMO.done("shared", "join", "info", "carol", "--right", "read");
        byte[] carols = awaited("carol", "Shared.info.INBOX");

        assertThat(text(alices)).contains(CANARY, "smime=pass", "encrypted with AES-256-GCM", "bob@sealpost.example");
        assertThat(PAT.verify(alices, DEMO.ca()).text()).contains("CMS Verification successful");
        assertThat(refused).doesNotContain(CANARY);
        assertThat(joined).contains("carol@sealpost.example opens 1 keys");
        assertThat(carols).isEqualTo(alices);
        assertThat(DEMO.done("shared", "show", "info"))
                .contains("carol@sealpost.example: read", "opened by: the server; alice@sealpost.example; carol@");
        assertThat(DEMO.json("user", "show", "info").get("sharedBy")).hasSize(2);

        DEMO.done("shared", "leave", "info", "alice");

        assertThat(fetch("alice", "Shared.info.INBOX").text()).doesNotContain(CANARY);
        assertThat(text(awaited("carol", "Shared.info.INBOX"))).contains(CANARY);
        assertThat(DEMO.done("shared", "show", "info")).doesNotContain("alice");
        assertThat(DEMO.mistake("user", "password", "info")).contains("nobody logs in as it");
    }

    @Test
    void mailInItsNameIsSignedWithItsKeyByThoseWhoMay() {
        DEMO.done("shared", "add", "press");
        DEMO.done("shared", "join", "press", "team", "--right", "read");
        DEMO.done("shared", "join", "press", "alice", "--right", "work,send-as");
        DEMO.done("shared", "join", "press", "carol", "--right", "send-on-behalf");
        int before = DEMO.count("bob");

        Run as =
                DEMO.submit("alice", List.of(Demo.address("bob")), "--header", from(), "--body", "as the press office");
        assertThat(as.exit()).as(as.text()).isZero();
        byte[] got = DEMO.newest("bob", before + 1);
        Run onBehalf = DEMO.submit(
                "carol",
                List.of(Demo.address("bob")),
                "--header",
                from(),
                "--add-header",
                "Sender: carol@sealpost.example",
                "--body",
                "for the press office");
        assertThat(onBehalf.exit()).as(onBehalf.text()).isZero();
        byte[] second = DEMO.newest("bob", before + 2);
        Run unnamed = DEMO.submit("carol", List.of(Demo.address("bob")), "--header", from(), "--body", "unnamed");
        Run mayNot = DEMO.submit("bob", List.of(Demo.address("alice")), "--header", from(), "--body", "not bob");

        assertThat(text(got)).contains("smime=pass", "body.smime-identifier=\"press@sealpost.example\"");
        assertThat(PAT.verify(got, DEMO.ca()).text()).contains("CMS Verification successful");
        assertThat(text(second)).contains("smime=pass", "press@sealpost.example", "Sender: carol@sealpost.example");
        assertThat(unnamed.text()).contains(" 550 ", "without the field Sender");
        assertThat(mayNot.text()).contains(" 550 ", "bob@sealpost.example may not write as press@sealpost.example");
        assertThat(DEMO.done("audit", "export")).contains("AUTHOR_ON_BEHALF", "AUTHOR_IS_SHARED_MAILBOX");
    }

    private static String from() {
        return "From: press@sealpost.example";
    }

    @Test
    void whoTookTheKeyAlongOpensOldMailAndNoNewMail() throws Exception {
        DEMO.done("shared", "add", "billing");
        DEMO.done("shared", "join", "billing", "bob");
        String before = certificate();
        Path folder = Files.createDirectories(DEMO.data().resolve("taken"));
        Path password = Files.writeString(folder.resolve("password"), "a long password\n");

        DEMO.done("cert", "export", "bob", "--out", at(folder, "bob.p12"), "--password-file", password.toString());
        DEMO.done("shared", "key", "billing", "bob", "--out", at(folder, "billing.cms"));
        String opened = Run.of(
                        "sh",
                        "-c",
                        "cd " + folder
                                + " && openssl pkcs12 -in bob.p12 -passin file:password -nodes -nocerts -out bob.key"
                                + " && openssl cms -decrypt -inform DER -in billing.cms -inkey bob.key")
                .text();
        String left = DEMO.done("shared", "leave", "billing", "bob");

        assertThat(opened).contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
        assertThat(left).contains("bob@sealpost.example had taken the key along");
        assertThat(certificate()).isNotEqualTo(before);
        assertThat(DEMO.done("cert", "show", before)).contains("status: revoked");
    }

    private static String at(Path folder, String name) {
        return folder.resolve(name).toString();
    }

    private static String certificate() {
        return DEMO.json("user", "show", "billing").get("certificates").get(0).asText();
    }

    @Test
    void aSignedMessageInAPublicFolderIsTheSameForEveryReader() throws Exception {
        DEMO.done("folder", "add", "News");
        DEMO.done("folder", "grant", "News", "alice", "write");
        byte[] signed = ("From: Pat <" + PAT.address() + ">\r\nTo: everybody@sealpost.example\r\nSubject: News\r\n"
                        + text(PAT.sign("for everybody")))
                .getBytes(StandardCharsets.ISO_8859_1);
        Path file = PAT.keep("news.eml", signed);

        Run posted = Run.of(curl("alice", "/Public.News", "-T", file.toString()));

        assertThat(posted.exit()).as(posted.text()).isZero();
        for (String reader : List.of("alice", "bob", "carol")) {
            byte[] got = awaited(reader, "Public.News");
            assertThat(got).as(reader).isEqualTo(signed);
            assertThat(PAT.verify(got, PAT.root()).text()).contains("CMS Verification successful");
        }
        assertThat(Run.of(curl("bob", "/Public.News", "-T", file.toString())).exit())
                .as("who may only read posts nothing")
                .isNotZero();
    }

    private static byte[] awaited(String reader, String folder) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < deadline) {
            Run run = fetch(reader, folder);
            if (run.exit() == 0 && run.bytes().length > 0) {
                return run.bytes();
            }
            pause();
        }
        throw new AssertionError("nothing to read in " + folder + " for " + reader);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Run fetch(String reader, String folder) {
        return Run.of(curl(reader, "/" + folder + ";MAILINDEX=1"));
    }

    private static List<String> curl(String name, String path, String... more) {
        List<String> command = new java.util.ArrayList<>(List.of(
                "curl",
                "-s",
                "--cacert",
                DEMO.ca().toString(),
                "imaps://localhost:" + DEMO.port("imaps") + path,
                "--user",
                Demo.address(name) + ":" + DEMO.password(name)));
        command.addAll(List.of(more));
        return command;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
