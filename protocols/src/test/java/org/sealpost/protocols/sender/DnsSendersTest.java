package org.sealpost.protocols.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SpfCheck;
import org.sealpost.policy.ArcRule;
import org.sealpost.policy.DmarcFacts;
import org.sealpost.policy.DmarcLookup;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.arc.ArcSealing;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.dns.FixedResolver;
import org.sealpost.transport.SenderExamination.Peer;
import org.sealpost.transport.SenderGate;

/** SPF, DKIM and DMARC against a small DNS; the signatures are those of dkimpy. */
class DnsSendersTest {
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final Peer MX = new Peer("192.0.2.1", "mx.partner.example");
    private static final Peer STRANGER = new Peer("198.51.100.7", "elsewhere.example");
    private static final String MESSAGE = """
            From: Pat <pat@partner.example>
            To: bob@example.org
            Subject: Befund

            the blood count
            .
            """.replace("\n", "\r\n");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "v=spf1 ip4:192.0.2.0/24 -all, PASS",
        "v=spf1 a:mx.partner.example -all, PASS",
        "v=spf1 mx -all, PASS",
        "v=spf1 include:other.example -all, PASS",
        "v=spf1 redirect=other.example, PASS",
        "v=spf1 exists:%{ir}.list.partner.example -all, PASS",
        "v=spf1 -all, FAIL",
        "v=spf1 ~all, SOFTFAIL",
        "v=spf1 ?all, NEUTRAL",
        "v=spf1 nonsense, PERMERROR",
        "v=spf1 include:broken.example -all, TEMPERROR",
        "v=spf1 include:partner.example -all, PERMERROR",
        "nothing of the kind, NONE"
    })
    void theRecordOfTheReversePathSaysWhichServersMaySend(String record, AuthenticationResult expected) {
        DmarcFacts facts = examine(MX, Optional.of(PAT), MESSAGE, """
                partner.example. TXT "%s"
                partner.example. MX 10 mx.partner.example.
                mx.partner.example. A 192.0.2.1
                other.example. TXT "v=spf1 ip4:192.0.2.1 -all"
                1.2.0.192.list.partner.example. A 127.0.0.2
                """.formatted(record));

        assertThat(facts.spf()).isEqualTo(new SpfCheck(expected, Optional.of(PAT.domain()), false));
    }

    @Test
    void aBounceIsJudgedByTheNameThatTheServerGaveItself() {
        DmarcFacts facts =
                examine(MX, Optional.empty(), MESSAGE, "mx.partner.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");

        assertThat(facts.spf())
                .isEqualTo(
                        new SpfCheck(AuthenticationResult.PASS, Optional.of(new Domain("mx.partner.example")), true));
    }

    @Test
    void aRecordThatAsksForTooManyQuestionsIsAnError() {
        StringBuilder zone = new StringBuilder("partner.example. TXT \"v=spf1 include:n0.example -all\"\n");
        for (int i = 0; i < 20; i++) {
            zone.append("n")
                    .append(i)
                    .append(".example. TXT \"v=spf1 include:n")
                    .append(i + 1)
                    .append(".example -all\"\n");
        }

        DmarcFacts facts = examine(MX, Optional.of(PAT), MESSAGE, zone.toString());

        assertThat(facts.spf().result()).isEqualTo(AuthenticationResult.PERMERROR);
    }

    @ParameterizedTest
    @CsvSource({"simple", "relaxed"})
    void aMessageOfASubjectAloneIsJudgedRight(String body) throws Exception {
        KeyPair key = rsa(2_048);
        String nothing = "From: pat@partner.example\r\nSubject: come here\r\n\r\n";

        String signed = signed(nothing, key, "partner.example", "--bcanon", body);

        String zone = keyRecord(key, "partner.example");
        assertThat(signatures(signed, zone)).containsExactly(dkim(AuthenticationResult.PASS, "partner.example"));
        assertThat(signatures(signed + "at once\r\n", zone))
                .containsExactly(dkim(AuthenticationResult.FAIL, "partner.example"));
    }

    @ParameterizedTest
    @CsvSource({"simple, simple", "relaxed, relaxed", "relaxed, simple"})
    void aSignatureOfDkimpyIsGoodAndAChangedMessageIsNot(String header, String body) throws Exception {
        KeyPair key = rsa(2_048);
        String signed = signed(key, "partner.example", "--hcanon", header, "--bcanon", body);
        String zone = keyRecord(key, "partner.example");

        assertThat(signatures(signed, zone)).containsExactly(dkim(AuthenticationResult.PASS, "partner.example"));
        assertThat(signatures(signed.replace("blood", "bread"), zone))
                .containsExactly(dkim(AuthenticationResult.FAIL, "partner.example"));
        assertThat(signatures(signed.replace("Befund", "Rechnung"), zone))
                .containsExactly(dkim(AuthenticationResult.FAIL, "partner.example"));
    }

    @Test
    void aSignatureWithoutItsKeyOrWithAShortOneIsNotGood() throws Exception {
        KeyPair key = rsa(1_024);
        KeyPair weak = rsa(768);
        String signed = signed(key, "partner.example");

        assertThat(signatures(signed, "other.example. A 192.0.2.1\n"))
                .extracting(DkimCheck::result)
                .doesNotContain(AuthenticationResult.PASS);
        assertThat(signatures(signed, keyRecord(rsa(1_024), "partner.example")))
                .extracting(DkimCheck::result)
                .containsExactly(AuthenticationResult.FAIL);
        assertThat(signatures(signed(weak, "partner.example"), keyRecord(weak, "partner.example")))
                .extracting(DkimCheck::result)
                .doesNotContain(AuthenticationResult.PASS);
    }

    @Test
    void aNameServerThatDoesNotAnswerIsNoFailure() throws Exception {
        String signed = signed(rsa(1_024), "broken.example");

        assertThat(signatures(signed, "x.example. A 192.0.2.1\n"))
                .extracting(DkimCheck::result)
                .containsExactly(AuthenticationResult.TEMPERROR);
    }

    @Test
    void aSignatureThatLeavesRoomForMoreTextDoesNotCount() throws Exception {
        KeyPair key = rsa(1_024);
        String signed = signedWithLength(key);

        assertThat(signatures(signed, keyRecord(key, "partner.example")))
                .containsExactly(dkim(AuthenticationResult.POLICY, "partner.example"));
    }

    @Test
    void noMessageMakesUsAskForMoreThanAFewKeys() {
        String many =
                "DKIM-Signature: v=1; a=rsa-sha256; d=partner.example; s=s1; h=from; bh=AA==; b=AA==\r\n".repeat(200);

        assertThat(signatures(many + MESSAGE, "x.example. A 192.0.2.1\n"))
                .containsExactly(new DkimCheck(AuthenticationResult.POLICY, Optional.empty(), ""));
    }

    @Test
    void whatIsNoSignatureAtAllIsAnError() {
        assertThat(signatures("DKIM-Signature: \0;;==\r\n" + MESSAGE, "x.example. A 192.0.2.1\n"))
                .extracting(DkimCheck::result)
                .containsExactly(AuthenticationResult.PERMERROR);
    }

    @Test
    void theWishIsThatOfTheDomainElseOfItsOrganisation() {
        String zone = """
                _dmarc.partner.example. TXT "v=DMARC1; p=reject; sp=quarantine"
                _dmarc.own.partner.example. TXT "v=DMARC1; p=none"
                """;

        assertThat(at("partner.example", zone)).contains(new Domain("partner.example"));
        assertThat(at("own.partner.example", zone)).contains(new Domain("own.partner.example"));
        assertThat(at("a.b.c.d.e.f.g.h.i.j.partner.example", zone)).contains(new Domain("partner.example"));
        assertThat(at("other.example", zone)).isEmpty();
    }

    @Test
    void belowAPublicSuffixEachDomainIsAnOrganisationOfItsOwn() {
        String zone = """
                _dmarc.cloud.example. TXT "v=DMARC1; p=reject; psd=y"
                _dmarc.a.cloud.example. TXT "v=DMARC1; p=none"
                """;

        assertThat(at("x.a.cloud.example", zone)).contains(new Domain("a.cloud.example"));
        assertThat(at("b.cloud.example", zone)).isEmpty();
        assertThat(at("cloud.example", zone)).contains(new Domain("cloud.example"));
    }

    @Test
    void ofTwoRecordsNoneCounts() {
        assertThat(at("partner.example", """
                _dmarc.partner.example. TXT "v=DMARC1; p=reject"
                _dmarc.partner.example. TXT "v=DMARC1; p=none"
                """)).isEmpty();
    }

    @Test
    void whoForgesTheAuthorIsRefusedPutAsideOrMarkedAsTheDomainWishes() {
        String zone = """
                _dmarc.partner.example. TXT "v=DMARC1; p=%s"
                elsewhere.example. TXT "v=spf1 ip4:198.51.100.7 -all"
                """;

        assertThat(judge(zone.formatted("reject")).refused()).isTrue();
        assertThat(judge(zone.formatted("quarantine")).results().suspected()).isTrue();
        SenderGate.Judgement accepted = judge(zone.formatted("none"));
        assertThat(accepted.refused()).isFalse();
        assertThat(accepted.results().suspected()).isFalse();
        assertThat(accepted.results().results())
                .containsExactly(
                        "spf=pass smtp.mailfrom=elsewhere.example",
                        "dkim=none",
                        "dmarc=fail header.from=partner.example");
    }

    @Test
    void mailThatAListChangedIsTakenIfTheListIsTrustedAndSawTheProof() throws Exception {
        KeyPair key = rsa(2_048);
        Domain list = new Domain("lists.example");
        String zone = "_dmarc.partner.example. TXT \"v=DMARC1; p=reject\"\n" + keyRecord(key, list.name());
        String changed = MESSAGE + "footer of the list\r\n";
        String sealed = new ArcSealing(
                                new DomainKey(list, "s1", "id", key.getPublic().getEncoded(), Instant.EPOCH),
                                key.getPrivate())
                        .seal(
                                content(changed),
                                "mx.lists.example",
                                new AuthenticationResults(
                                        List.of("spf=pass", "dmarc=pass header.from=partner.example"), false),
                                Instant.EPOCH)
                + "\r\n" + changed;

        SenderGate.Judgement ofStranger = judge(sealed, zone, Set.of());
        SenderGate.Judgement trusted = judge(sealed, zone, Set.of(list));
        SenderGate.Judgement altered = judge(sealed.replace("blood", "bread"), zone, Set.of(list));

        assertThat(ofStranger.refused()).isTrue();
        assertThat(ofStranger.because()).extracting(Finding::rule).contains(ArcRule.ARC_SEALER_IS_A_STRANGER);
        assertThat(trusted.refused()).isFalse();
        assertThat(trusted.results().suspected()).isFalse();
        assertThat(trusted.because()).contains(Finding.of(ArcRule.ARC_SEALER_VOUCHES, list, PAT.domain()));
        assertThat(trusted.results().results())
                .contains("dmarc=fail header.from=partner.example", "arc=pass (seals: 1, the last of lists.example)");
        assertThat(altered.refused()).isTrue();
        assertThat(altered.results().results()).contains("arc=fail");
    }

    private static SenderGate.Judgement judge(String message, String zone, Set<Domain> trusted) {
        return SenderGate.asking(new DnsSenders(new Dns(new FixedResolver(zone)), true, trusted))
                .judge(STRANGER, Optional.of(PAT), HeaderSection.of(content(message)), content(message));
    }

    @Test
    void anotherHostOfTheOrganisationMaySendForIt() {
        DmarcFacts facts = examine(MX, Optional.of(MailAddress.parse("list@news.partner.example")), MESSAGE, """
                news.partner.example. TXT "v=spf1 ip4:192.0.2.1 -all"
                _dmarc.partner.example. TXT "v=DMARC1; p=reject"
                """);

        assertThat(facts.sameOrganisation()).containsExactly(new Domain("news.partner.example"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "10.1.2.3", "192.168.7.1", "172.16.0.9", "169.254.1.1", "::1", "fe80::1", "fd12::1"})
    void nobodyAsksAboutMachinesOfOurOwnNetwork(String address) {
        DmarcFacts facts = examine(new Peer(address, "relay"), Optional.of(PAT), MESSAGE, "x.example. A 192.0.2.1\n");

        assertThat(facts.local()).isTrue();
        assertThat(SenderGate.asking((peer, path, header, content) -> facts)
                        .judge(MX, Optional.of(PAT), HeaderSection.of(content(MESSAGE)), content(MESSAGE))
                        .results()
                        .results())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "To: bob@example.org",
        "From: a@x.example\\nFrom: b@x.example",
        "'From: a@x.example, b@x.example'",
        "From: nobody"
    })
    void withoutExactlyOneAuthorNoDomainStandsForTheMessage(String header) {
        String message = header.replace("\\n", "\r\n") + "\r\n\r\ntext\r\n";

        assertThat(examine(MX, Optional.of(PAT), message, "x.example. A 192.0.2.1\n")
                        .author())
                .isEmpty();
    }

    private static SenderGate.Judgement judge(String zone) {
        return SenderGate.asking(senders(zone))
                .judge(
                        STRANGER,
                        Optional.of(MailAddress.parse("mallory@elsewhere.example")),
                        HeaderSection.of(content(MESSAGE)),
                        content(MESSAGE));
    }

    private static Optional<Domain> at(String author, String zone) {
        DmarcFacts facts = examine(MX, Optional.of(PAT), MESSAGE.replace("pat@partner.example", "pat@" + author), zone);
        return facts.lookup() instanceof DmarcLookup.Published published
                ? Optional.of(published.at())
                : Optional.empty();
    }

    private static List<DkimCheck> signatures(String message, String zone) {
        return examine(MX, Optional.of(PAT), message, zone).signatures();
    }

    private static DkimCheck dkim(AuthenticationResult result, String domain) {
        return new DkimCheck(result, Optional.of(new Domain(domain)), "s1");
    }

    private static DmarcFacts examine(Peer peer, Optional<MailAddress> path, String message, String zone) {
        Content content = content(message);
        return senders(zone).examine(peer, path, HeaderSection.of(content), content);
    }

    private static DnsSenders senders(String zone) {
        return new DnsSenders(new Dns(new FixedResolver(zone)), true, Set.of());
    }

    private static Content content(String message) {
        return Content.of(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String keyRecord(KeyPair key, String domain) {
        String text = "v=DKIM1; k=rsa; p="
                + Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
        int half = text.length() / 2;
        return "s1._domainkey." + domain + ". TXT \"" + text.substring(0, half) + "\" \"" + text.substring(half)
                + "\"\n";
    }

    private String signed(KeyPair key, String domain, String... options) throws Exception {
        return signed(MESSAGE, key, domain, options);
    }

    private String signed(String message, KeyPair key, String domain, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("dkimsign"));
        command.addAll(List.of(options));
        command.addAll(List.of("s1", domain, keyFile(key)));
        return run(message, command);
    }

    /** With l=, which the program does not offer by itself. */
    private String signedWithLength(KeyPair key) throws Exception {
        return run(MESSAGE, List.of("/usr/bin/python3", "-c", """
                import dkim, sys
                text = sys.stdin.buffer.read()
                key = open(sys.argv[1], 'rb').read()
                sys.stdout.buffer.write(dkim.sign(text, b's1', b'partner.example', key, length=True) + text)
                """, keyFile(key)));
    }

    private String keyFile(KeyPair key) throws IOException {
        Path file = folder.resolve("key.pem");
        String pem = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getPrivate().getEncoded());
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
        return file.toString();
    }

    private String run(String text, List<String> command) throws Exception {
        Path message = Files.writeString(folder.resolve("message"), text, StandardCharsets.ISO_8859_1);
        Process process = new ProcessBuilder(command)
                .redirectInput(message.toFile())
                .redirectOutput(folder.resolve("signed").toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        return Files.readString(folder.resolve("signed"), StandardCharsets.ISO_8859_1);
    }
}
