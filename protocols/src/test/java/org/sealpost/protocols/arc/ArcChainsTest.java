package org.sealpost.protocols.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.ArcCheck;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.dns.FixedResolver;

/** Chains of seals in both directions with dkimpy, and what breaks them. */
class ArcChainsTest {
    private static final KeyPair PAIR = rsa();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final DomainKey LIST = key("lists.example");
    private static final DomainKey SECOND = key("forwarder.example");
    private static final AuthenticationResults FOUND = new AuthenticationResults(
            List.of("spf=pass smtp.mailfrom=partner.example", "dmarc=pass header.from=partner.example"), false);
    private static final AuthenticationResults PASSED = new AuthenticationResults(
            List.of("dmarc=fail header.from=partner.example", "arc=pass (seals: 1, the last of lists.example)"), false);
    private static final String ZONE = Stream.of(LIST, SECOND, key("third.example"))
            .map(key -> "k1._domainkey." + key.domain() + ". TXT \""
                    + key.recordText().substring(0, 200) + "\" \""
                    + key.recordText().substring(200) + "\"\n")
            .reduce("", String::concat);
    private static final String MESSAGE = """
            From: Pat <pat@partner.example>
            To: bob@example.org
            Subject: [list] Befund
             in two lines
            DKIM-Signature: v=1; a=rsa-sha256; d=partner.example; s=x; h=from; bh=; b=
            Date: Sun, 22 Nov 2026 10:00:00 +0000

            the blood  count\s
            .

            """.replace("\n", "\r\n");

    @TempDir
    private Path folder = Path.of("");

    private static Stream<String> messages() {
        return Stream.of(
                MESSAGE,
                MESSAGE + "no end of line",
                MESSAGE + " \t \r\n\r\n",
                MESSAGE + "Umlaute: äöü\r\n",
                MESSAGE + "long\r\n".repeat(100_000),
                "From: pat@partner.example\r\n\r\n",
                "From: pat@partner.example\r\n\r\n \r\n\t\r\n");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aStrangerFindsOurSealsGood(String message) throws Exception {
        String once = sealed(message, LIST, FOUND);
        String twice = sealed(once, SECOND, PASSED);

        assertThat(once).endsWith(message);
        assertThat(judgedByStranger(once)).isEqualTo("pass");
        assertThat(judgedByStranger(twice)).isEqualTo("pass");
        assertThat(check(twice))
                .isEqualTo(new ArcCheck(
                        AuthenticationResult.PASS,
                        List.of(
                                new ArcCheck.Seal(LIST.domain(), Optional.of(new Domain("partner.example"))),
                                new ArcCheck.Seal(SECOND.domain(), Optional.empty())),
                        ""));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void weFindAStrangersSealsGoodAndAddOurs(String message) throws Exception {
        String once = sealedByStranger(message, LIST.domain(), FOUND);

        assertThat(check(once))
                .isEqualTo(new ArcCheck(
                        AuthenticationResult.PASS,
                        List.of(new ArcCheck.Seal(LIST.domain(), Optional.of(new Domain("partner.example")))),
                        ""));

        String twice = sealed(once, SECOND, PASSED);
        assertThat(judgedByStranger(twice)).isEqualTo("pass");
        assertThat(check(sealedByStranger(twice, new Domain("third.example"), PASSED))
                        .seals())
                .extracting(seal -> seal.sealer().name())
                .containsExactly("lists.example", "forwarder.example", "third.example");
    }

    @Test
    void whateverIsChangedBreaksTheChainForUsAndForStrangers() throws Exception {
        String sealed = sealed(sealed(MESSAGE, LIST, FOUND), SECOND, PASSED);
        List<String> attacks = List.of(
                sealed.replace("blood", "bread"),
                sealed.replace("[list] Befund", "Rechnung"),
                sealed.replace("Pat <pat@", "Boss <boss@"),
                sealed.replace("i=1; mx.example.org;\r\n\tspf=pass", "i=1; mx.example.org;\r\n\tspf=fail"),
                sealed.replace("cv=pass", "cv=none"),
                sealed.replace("cv=none", "cv=pass"),
                sealed.replace("cv=none", "cv=fail"),
                sealed.replace("ARC-Seal: i=1", "X-Seal: i=1"),
                sealed.replace("ARC-Authentication-Results: i=1", "X-Results: i=1"),
                sealed.replace("ARC-Message-Signature: i=2", "X-Signature: i=2"),
                sealed.replace("d=forwarder.example", "d=third.example"),
                sealed + "more text\r\n",
                "ARC-Authentication-Results: i=2; mx.example; dmarc=pass header.from=a.example\r\n" + sealed,
                "ARC-Seal: i=3; cv=pass; a=rsa-sha256; d=lists.example; s=k1; b=AAAA\r\n" + sealed);

        assertThat(check(sealed).result()).isEqualTo(AuthenticationResult.PASS);
        for (String attack : attacks) {
            assertThat(attack).isNotEqualTo(sealed);
            ArcCheck check = check(attack);
            assertThat(check.result()).as(check.toString()).isEqualTo(AuthenticationResult.FAIL);
            assertThat(check.seals()).isEmpty();
            assertThat(check.fault()).isNotEmpty();
            assertThat(judgedByStranger(attack)).isNotEqualTo("pass");
        }
    }

    @Test
    void aChainUnderAnotherMessageIsBroken() throws ArcSealing.BrokenChainBefore {
        String sealed = sealed(MESSAGE, LIST, FOUND);
        String chain = sealed.substring(0, sealed.length() - MESSAGE.length());

        ArcCheck check = check(chain + "From: pat@partner.example\r\n\r\nsend money\r\n");

        assertThat(check.result()).isEqualTo(AuthenticationResult.FAIL);
        assertThat(check.fault()).isEqualTo("the text was changed after the seal 1");
    }

    @Test
    void thereIsALimitToEverything() {
        assertThat(check("ARC-Seal: i=1\r\n".repeat(51) + MESSAGE).fault()).isEqualTo("there are more than 50 seals");
        assertThat(check("ARC-Seal: i=99; a=b\r\n" + MESSAGE).result()).isEqualTo(AuthenticationResult.FAIL);
        assertThat(check("ARC-Seal: " + "a=b;".repeat(100_000) + "\r\n" + MESSAGE)
                        .result())
                .isEqualTo(AuthenticationResult.FAIL);
        assertThat(check("ARC-Authentication-Results: i=0; x\r\n" + MESSAGE).result())
                .isEqualTo(AuthenticationResult.FAIL);
    }

    @Test
    void mailWithoutAChainHasNone() {
        assertThat(check(MESSAGE)).isEqualTo(ArcCheck.NONE);
    }

    @Test
    void aDnsThatDoesNotAnswerIsNoBrokenChain() throws ArcSealing.BrokenChainBefore {
        ArcCheck check = check(sealed(MESSAGE, key("broken.example"), FOUND));

        assertThat(check.result()).isEqualTo(AuthenticationResult.TEMPERROR);
        assertThat(check.seals()).hasSize(1);
    }

    @Test
    void aStrangersWordsInsideAWitnessAreNotTheWitness() throws ArcSealing.BrokenChainBefore {
        List<String> words = List.of(
                "spf=pass smtp.mailfrom=\"; dmarc=pass header.from=bank.example ;\"@a.example",
                "spf=fail (; dmarc=pass header.from=bank.example ;)",
                "spf=fail (a (; dmarc=pass header.from=bank.example ;) b)",
                "spf=fail smtp.mailfrom=\"; dmarc=pass header.from=bank.example",
                "dmarc=fail header.from=bank.example",
                "dmarc=passed header.from=bank.example",
                "xdmarc=pass header.from=bank.example");

        for (String word : words) {
            AuthenticationResults found = new AuthenticationResults(List.of(word), false);
            ArcCheck check = check(sealed(MESSAGE, LIST, found));
            assertThat(check.result()).as(word).isEqualTo(AuthenticationResult.PASS);
            assertThat(check.seals()).as(word).containsExactly(new ArcCheck.Seal(LIST.domain(), Optional.empty()));
        }
        assertThat(check(sealed(
                                MESSAGE,
                                LIST,
                                new AuthenticationResults(
                                        List.of("dmarc=pass (p=reject dis=none) header.from=Bank.example"), false)))
                        .seals())
                .containsExactly(new ArcCheck.Seal(LIST.domain(), Optional.of(new Domain("bank.example"))));
    }

    @Test
    void fieldsOfOursAreFolded() throws ArcSealing.BrokenChainBefore {
        String sealed = sealed(MESSAGE, LIST, FOUND);

        assertThat(sealed.substring(0, sealed.length() - MESSAGE.length()).split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
    }

    private static ArcCheck check(String message) {
        Content content = content(message);
        return new ArcChains(new Dns(new FixedResolver(ZONE))).check(HeaderSection.of(content), content);
    }

    private static String sealed(String message, DomainKey key, AuthenticationResults found)
            throws ArcSealing.BrokenChainBefore {
        return new ArcSealing(key, PAIR.getPrivate()).seal(content(message), "mx.example.org", found, NOW) + "\r\n"
                + message;
    }

    private String sealedByStranger(String message, Domain domain, AuthenticationResults found)
            throws IOException, InterruptedException {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(PAIR.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Path key = Files.writeString(folder.resolve("key.pem"), pem);
        Path file = folder.resolve("mail.eml");
        String marked = "Authentication-Results: mx.example.org;\r\n  " + String.join(";\r\n  ", found.results())
                + "\r\n" + message;
        Files.write(file, marked.getBytes(StandardCharsets.UTF_8));
        return python("""
                import dkim, sys
                text = open(sys.argv[1], 'rb').read()
                lines = dkim.arc_sign(text, b'k1', sys.argv[2].encode(), open(sys.argv[3], 'rb').read(), b'mx.example.org',
                    include_headers=[b'from', b'subject', b'to', b'date'])
                sys.stdout.buffer.write(b''.join(lines) + text)
                """, file.toString(), domain.name(), key.toString());
    }

    private String judgedByStranger(String message) throws IOException, InterruptedException {
        Path file = folder.resolve("mail.eml");
        Files.write(file, message.getBytes(StandardCharsets.UTF_8));
        return python("""
                import dkim, sys
                text = open(sys.argv[1], 'rb').read()
                cv, all, why = dkim.arc_verify(text, dnsfunc=lambda name, timeout=5: sys.argv[2].encode())
                print(cv.decode() if cv else 'ended', end='')
                """, file.toString(), LIST.recordText());
    }

    private static String python(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("/usr/bin/python3", "-c", program), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return answer;
    }

    private static DomainKey key(String domain) {
        return new DomainKey(new Domain(domain), "k1", "key-1", PAIR.getPublic().getEncoded(), NOW);
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
