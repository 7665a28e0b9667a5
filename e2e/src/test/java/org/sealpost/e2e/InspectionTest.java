package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.Clamd;
import org.sealpost.testkit.Spamd;
import org.sealpost.testkit.TestFolders;

/** ClamAV, rules about content, an agent and the quarantine, driven from outside by swaks and OpenSSL. */
class InspectionTest {
    private static final Clamd CLAMD = clamd();
    private static final Spamd SPAMD = spamd();
    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(configuration());

    private static Clamd clamd() {
        try {
            return Clamd.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Spamd spamd() {
        try {
            return Spamd.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] configuration() {
        List<String> lines = new ArrayList<>(List.of(OUTSIDE.asSmartHost()));
        lines.addAll(List.of(
                "[inspection]",
                "clamav = \"" + CLAMD.socket() + "\"",
                "[spam]",
                "spamassassin = \"" + SPAMD.address() + "\"",
                "refuse_at = 100",
                "[agent.label]",
                "command = \"" + agent() + "\"",
                "power = \"add-header\"",
                "mail = \"received\""));
        return lines.toArray(new String[0]);
    }

    private static Path agent() {
        try {
            Path agent = TestFolders.make("agent").resolve("label");
            Files.writeString(agent, "#!/bin/sh\ncat >/dev/null\necho \"X-Label: seen for $SEALPOST_RECIPIENTS\"\n");
            if (!agent.toFile().setExecutable(true)) {
                throw new IllegalStateException("the agent cannot be made a program");
            }
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
        CLAMD.close();
        SPAMD.close();
    }

    @Test
    void harmInsideAnEncryptedMessageIsFoundAndTheMessageGoesOnByteForByteWhenItIsReleased() {
        Outsider pat = new Outsider("pat@partner.example");
        Path bobs = pat.keep("bob.pem", certificateOf("bob"));
        int bobsMail = DEMO.count("bob");

        deliver(pat, pat.signAndEncrypt("before " + Clamd.EICAR + " behind", bobs));

        JsonNode entry = entry("pat@partner.example");
        assertThat(entry.get("why").asText()).contains("EICAR");
        assertThat(text(DEMO.newest("bob", bobsMail + 1)))
                .contains("A message to you was put into quarantine")
                .doesNotContain("EICAR-STANDARD");
        String queueId = entry.get("queueId").asText();
        assertThat(DEMO.done("explain", queueId))
                .contains("a copy was opened for inspection", "put into quarantine for");

        DEMO.done("quarantine", "release", entry.get("id").asText(), "--reason", "a test");

        String got = text(DEMO.newest("bob", bobsMail + 2));
        assertThat(got).contains("before " + Clamd.EICAR + " behind", "X-Sealpost-Smime-Status: encrypted+signed");
    }

    @Test
    void aSignedMessageFromOutsideIsLabelledAndItsSignatureStaysGood() {
        Outsider rae = new Outsider("rae@partner.example");
        int before = DEMO.count("alice");

        deliver(rae, "alice", rae.sign("nothing harmful"));

        byte[] got = DEMO.newest("alice", before + 1);
        assertThat(text(got)).contains("X-Label: seen for " + Demo.address("alice"), "nothing harmful");
        assertThat(rae.verify(got, rae.root()).text()).contains("CMS Verification successful");
        String queueId = queueId(text(got));
        assertThat(DEMO.done("explain", queueId))
                .contains("The signed part body is the same", "The agent label was given the message");
    }

    @Test
    void aSubmittedMessageIsLookedIntoBeforeItIsEncrypted() {
        DEMO.done(
                "rule",
                "add",
                "cards",
                "detect=card-number",
                "inspect=refuse",
                "tell=Card numbers go by the payment portal only.");
        int before = DEMO.count("bob");

        Run refused = DEMO.submit(
                "alice", List.of(Demo.address("bob")), "--body", "my card is 4111 1111 1111 1111, expires 12/29");
        Run harmful = DEMO.submit("alice", List.of("quinn@elsewhere.example"), "--body", Clamd.EICAR);

        assertThat(refused.text()).contains("550 5.7.1", "Card numbers go by the payment portal only.");
        assertThat(DEMO.count("bob")).isEqualTo(before);
        assertThat(harmful.exit()).as(harmful.text()).isZero();
        assertThat(entry(Demo.address("alice")).get("to").asText()).contains("quinn@elsewhere.example");
        assertThat(OUTSIDE.isEmptyFor(1_500)).isTrue();
        assertThat(DEMO.done("audit", "show", "", "--limit", "200")).doesNotContain("4111");
        assertThat(DEMO.done("rule", "hits", "cards")).contains("not sent to anybody");
        DEMO.done("rule", "remove", "cards");
    }

    @Test
    void spamIsRefusedBeforeItIsAcceptedOrGoesToTheFolderJunkUnchanged() {
        Run refused = toBob(Spamd.GTUBE);
        Run junk = toBob("this is " + Spamd.SUSPICIOUS);

        assertThat(refused.text()).contains("550 5.7.1", "SpamAssassin gave the message 1000.0 of 5.0 points");
        assertThat(junk.exit()).as(junk.text()).isZero();
        String queueId = junk.text().replaceAll("(?s).*accepted as (\\S+).*", "$1");
        assertThat(DEMO.done("explain", queueId)).contains("SpamAssassin gave the message 6.0 of 5.0 points");
        assertThat(explainedOnce(queueId, "folder Junk")).isTrue();
        assertThat(DEMO.ask("doctor", "--json").text()).contains("SpamAssassin gave a trial", "ClamAV 1.");
    }

    private static boolean explainedOnce(String queueId, String words) {
        for (int i = 0; i < 100; i++) {
            if (DEMO.done("explain", queueId).contains(words)) {
                return true;
            }
            pause();
        }
        return false;
    }

    private static Run toBob(String body) {
        return Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                "stranger@elsewhere.example",
                "--to",
                Demo.address("bob"),
                "--body",
                body);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deliver(Outsider from, byte[] message) {
        deliver(from, "bob", message);
    }

    private static void deliver(Outsider from, String to, byte[] message) {
        String header = "From: <" + from.address() + ">\r\nTo: " + Demo.address(to) + "\r\nSubject: Hello\r\n";
        Path file = from.keep(
                "out.eml",
                (header + new String(message, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                from.address(),
                "--to",
                Demo.address(to),
                "--data",
                "@" + file);
        assertThat(sent.exit()).as(sent.text()).isZero();
    }

    /** The newest from this sender, once it is there. */
    private static JsonNode entry(String sender) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            for (JsonNode entry : DEMO.json("quarantine", "list")) {
                if (entry.get("from").asText().equals(sender)) {
                    return entry;
                }
            }
            pause();
        }
        throw new AssertionError("nothing from " + sender + " is in quarantine:\n" + DEMO.log());
    }

    private static String queueId(String message) {
        Matcher matcher = Pattern.compile("\\bid ([0-9a-v]{21})").matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return matcher.group(1);
    }

    private static byte[] certificateOf(String name) {
        return Run.of(
                        "sh",
                        "-c",
                        "ldapsearch -x -LLL -o ldif-wrap=no -H ldap://" + DEMO.door("ldap")
                                + " -b dc=sealpost,dc=example '(mail=" + Demo.address(name)
                                + ")' 'userCertificate;binary'"
                                + " | sed -n 's/^userCertificate;binary:: //p' | head -1 | base64 -d"
                                + " | openssl x509 -inform DER")
                .bytes();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
