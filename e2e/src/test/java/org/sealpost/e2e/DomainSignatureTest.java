package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** Mail that leaves is signed for its domain; dkimpy is the other side, with the record that the house printed. */
class DomainSignatureTest {
    private static final String DOMAIN = "sealpost.example";
    private static final Sink OUTSIDE = new Sink();
    private static final NameServer NAMES = new NameServer();
    private static final Demo DEMO = Demo.startAsking(NAMES, OUTSIDE.asSmartHost());

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
        NAMES.close();
    }

    @Test
    void mailLeavesWithASignatureOfItsDomainThatTheNextKeyRenews() throws IOException {
        DEMO.submit("alice", List.of("pat@partner.example"), "--body", "before the key");
        assertThat(OUTSIDE.next().text()).doesNotContain("DKIM-Signature");

        String line = DEMO.done("domain", "dkim", DOMAIN);
        assertThat(line).contains("The DNS does not have it yet");
        DEMO.submit("alice", List.of("pat@partner.example"), "--body", "not in the DNS yet");
        assertThat(OUTSIDE.next().text()).doesNotContain("DKIM-Signature");

        NAMES.add(line.lines().findFirst().orElseThrow());
        DEMO.submit("alice", List.of("pat@partner.example"), "--body", "with the key");
        Sink.Message signed = OUTSIDE.next();

        String record = DEMO.json("domain", "dkim", DOMAIN).get("text").asText();
        assertThat(line.replaceAll("[\"() ]", "")).contains(record.replace(" ", ""));
        assertThat(Dkimpy.isGood(signed.bytes(), record)).as(signed.text()).isTrue();
        assertThat(signed.text()).contains("multipart/signed", "d=" + DOMAIN);
        assertThat(Dkimpy.isGood(
                        signed.text()
                                .replace("with the key", "with a lie")
                                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                        record))
                .isFalse();
        assertThat(DEMO.done("audit", "show", queueId(signed))).contains("is signed for the domain " + DOMAIN);

        assertThat(DEMO.done("domain", "dkim", DOMAIN)).contains("The DNS has it");
        DEMO.done("domain", "dkim", DOMAIN, "--new");
        String next = DEMO.json("domain", "dkim", DOMAIN).get("text").asText();
        assertThat(next).isNotEqualTo(record);
        DEMO.submit("alice", List.of("pat@partner.example"), "--body", "still with the old one");
        assertThat(Dkimpy.isGood(OUTSIDE.next().bytes(), record)).isTrue();
    }

    @Test
    void whatAFilterSendsOnGoesWithASealThatAStrangerFindsGood() throws IOException {
        String line = DEMO.done("domain", "dkim", DOMAIN);
        NAMES.add(line.lines().findFirst().orElseThrow());
        String record = DEMO.json("domain", "dkim", DOMAIN).get("text").asText();
        Path script = TestFolders.make("arc").resolve("on.sieve");
        Files.writeString(script, "redirect \"bob.private@elsewhere.example\";\r\n");
        DEMO.done("filter", "put", "bob", "on", script.toString(), "--activate");

        DEMO.submit("alice", List.of("bob@" + DOMAIN), "--header", "X-Sealpost-Encrypt: no", "--body", "for both");

        Sink.Message sent = OUTSIDE.next();
        assertThat(sent.text())
                .startsWith("ARC-Seal: i=1; a=rsa-sha256;")
                .contains("cv=none", "ARC-Authentication-Results: i=1; ", "auth=pass", "for both");
        assertThat(Dkimpy.chain(sent.bytes(), record)).isEqualTo("pass");
        assertThat(Dkimpy.chain(
                        sent.text()
                                .replace("for both", "for me")
                                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                        record))
                .isEqualTo("fail");
        DEMO.done("filter", "deactivate", "bob");
    }

    @Test
    void aDomainOfOthersIsRefusedWithWords() {
        assertThat(DEMO.mistake("domain", "dkim", "partner.example"))
                .contains("partner.example is not one of our domains");
    }

    private static String queueId(Sink.Message message) {
        Matcher found = Pattern.compile("with ESMTPSA id (\\S+)").matcher(message.text());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
