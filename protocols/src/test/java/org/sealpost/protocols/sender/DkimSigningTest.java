package org.sealpost.protocols.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.DomainSignatureFacts.InDns;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.dns.FixedResolver;

/** Our signatures, judged by dkimpy. */
class DkimSigningTest {
    private static final KeyPair PAIR = rsa();
    private static final DomainKey KEY = new DomainKey(
            new Domain("example.org"),
            "sp202611",
            "key-1",
            PAIR.getPublic().getEncoded(),
            Instant.parse("2026-11-01T00:00:00Z"));
    private static final String MESSAGE = """
            From: Ann <ann@example.org>
            To: pat@partner.example
            Subject: Befund
            Date: Sun, 22 Nov 2026 10:00:00 +0000
            Message-ID: <1@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain

            the blood count
            """.replace("\n", "\r\n");

    @TempDir
    private Path folder = Path.of("");

    private static Stream<String> messages() {
        return Stream.of(
                MESSAGE,
                MESSAGE.replace("Befund", "a\r\n folded \t subject"),
                MESSAGE + "\r\n\r\n\r\n",
                MESSAGE + "no end of line",
                MESSAGE + ".\r\nFrom here\r\n \t \r\n",
                MESSAGE + "Umlaute: äöü\r\n",
                MESSAGE + "x".repeat(990) + "\r\n" + "long\r\n".repeat(200_000),
                "From: ann@example.org\r\n\r\n",
                MESSAGE.replace(
                        "To: ", "DKIM-Signature: v=1; a=rsa-sha256; d=other.example; s=x; h=from; bh=; b=\r\nTo: "));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aStrangerFindsTheSignatureGood(String message) throws Exception {
        String signed = signed(message);

        assertThat(signed).endsWith(message);
        assertThat(isGood(signed)).isTrue();
    }

    @Test
    void aStrangerSeesEachChange() throws Exception {
        String signed = signed(MESSAGE);

        assertThat(isGood(signed.replace("blood", "bread"))).isFalse();
        assertThat(isGood(signed.replace("Befund", "Rechnung"))).isFalse();
        assertThat(isGood(signed.replace("pat@", "max@"))).isFalse();
        assertThat(isGood(signed.replace("To: ", "From: boss@example.org\r\nTo: ")))
                .as("a second author")
                .isFalse();
        assertThat(isGood(signed.replace("To: ", "Subject: Rechnung\r\nTo: ")))
                .as("a second subject")
                .isFalse();
        assertThat(isGood(signed + "more text\r\n")).isFalse();
        assertThat(isGood(signed.replace("To: ", "Received: from x\r\nTo: ")))
                .as("a trace field of the next server")
                .isTrue();
    }

    @Test
    void theFieldIsFolded() {
        assertThat(HeaderSection.of(content(signed(MESSAGE)))
                        .fields()
                        .getFirst()
                        .raw())
                .asString(StandardCharsets.US_ASCII)
                .startsWith("DKIM-Signature: ")
                .satisfies(field -> assertThat(field.split("\r\n"))
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78)));
    }

    @Test
    void whetherTheDnsHasTheKeyIsSeenHoweverItsTextIsCut() {
        String text = KEY.recordText();
        String cut = "\"" + text.substring(0, 200) + "\" \"" + text.substring(200) + "\"";

        assertThat(inDns("sp202611._domainkey.example.org. TXT " + cut + "\n")).isEqualTo(InDns.PUBLISHED);
        assertThat(inDns("sp202611._domainkey.example.org. TXT \"v=DKIM1; p=AAAA\"\n"))
                .isEqualTo(InDns.MISSING);
        assertThat(inDns("sp202611._domainkey.example.org. TXT \"v=DKIM1; p=\"\n"))
                .as("taken back, RFC 6376 section 3.6.1")
                .isEqualTo(InDns.MISSING);
        assertThat(inDns("x.example. A 192.0.2.1\n")).isEqualTo(InDns.MISSING);
        assertThat(signing("x.example. A 192.0.2.1\n")
                        .inDns(new DomainKey(new Domain("broken.example"), "s", "key-1", new byte[1], Instant.EPOCH)))
                .isEqualTo(InDns.UNANSWERED);
    }

    @Test
    void withoutTheKeyTheMessageWaits() {
        DkimSigning empty = new DkimSigning(
                new Dns(new FixedResolver("x.example. A 192.0.2.1\n")), id -> Optional.empty(), Clock.systemUTC());

        assertThatThrownBy(() -> empty.sign(content(MESSAGE), KEY))
                .isInstanceOf(MailFailure.class)
                .hasMessageContaining("example.org is not at hand");
    }

    private static InDns inDns(String zone) {
        return signing(zone).inDns(KEY);
    }

    private static DkimSigning signing(String zone) {
        return new DkimSigning(
                new Dns(new FixedResolver(zone)),
                id -> Optional.of(PAIR.getPrivate()).filter(key -> id.equals("key-1")),
                Clock.systemUTC());
    }

    private static String signed(String message) {
        return signing("x.example. A 192.0.2.1\n").sign(content(message), KEY) + "\r\n" + message;
    }

    private boolean isGood(String message) throws IOException, InterruptedException {
        Path file = folder.resolve("mail.eml");
        Files.write(file, message.getBytes(StandardCharsets.UTF_8));
        Process process = new ProcessBuilder(List.of("/usr/bin/python3", "-c", """
                        import dkim, sys
                        text = open(sys.argv[1], 'rb').read()
                        good = dkim.verify(text, dnsfunc=lambda name, timeout=5: sys.argv[2].encode())
                        print(good)
                        """, file.toString(), KEY.recordText()))
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(answer).isIn("True", "False");
        return answer.equals("True");
    }

    private static Content content(String message) {
        return Content.of(message.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
