package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.Templates;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.SigningKey;
import org.sealpost.protection.Smime;
import org.sealpost.testkit.Samples;

class SmimeTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final Household HOUSE = new Household();

    static {
        HOUSE.issue(Templates.MAIL_SIGN, "Alice", ALICE);
    }

    private static final Issued BOBS = HOUSE.issue(Templates.MAIL_ENCRYPT, "Bob", BOB);
    private static final Content MAIL = Household.mail("""
            Received: from somewhere
            From: "Dr. Alice, MD" <alice@example.org>
            To: bob@example.org
            Subject: Befund
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="outer"

            preamble
            --outer
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Gr\u00fc\u00dfe aus dem Labor
            From here on everything is fine.
            --outer
            Content-Type: application/pdf
            Content-Transfer-Encoding: binary

            %PDF \u0001\u0002 binary
            --outer
            Content-Type: message/rfc822

            From: someone@example.net
            Subject: forwarded

            text
            --outer--
            """);

    private static final PathValidation PATHS =
            new PathValidation(new TrustStore(HOUSE.database, java.time.Clock.systemUTC()), HOUSE.certificates);
    private final Smime smime = new Smime(
            HOUSE.folder,
            question -> TrustPolicy.decide(PATHS.examine(question, false)).verdict());

    @Test
    void aSignedMessageKeepsItsFieldsAndVerifies() {
        Content signed = sign(MAIL);

        assertThat(text(signed)).startsWith("""
                        Received: from somewhere
                        From: "Dr. Alice, MD" <alice@example.org>
                        To: bob@example.org
                        Subject: Befund
                        MIME-Version: 1.0
                        Content-Type: multipart/signed;""".replace("\n", "\r\n"));
        assertThat(smime.inspect(signed)).isEqualTo(new Protection.Signed());
        assertThat(check(signed)).isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void whatWeSignHasSevenBitsShortLinesAndNothingThatAServerChanges() {
        String signed = text(sign(MAIL));

        assertThat(signed)
                .contains("Gr=C3=BC=C3=9Fe")
                .contains("\r\n=46rom here on")
                .contains("Content-Transfer-Encoding: base64");
        assertThat(signed.chars()).allMatch(octet -> octet < 127);
        assertThat(signed.lines().filter(line -> !line.startsWith("Content-Type")))
                .allMatch(line -> line.length() <= 78 && !line.endsWith(" ") && !line.startsWith("From "));
        assertThat(signed.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void aMessageThatIsCanonicalAlreadyIsSignedAsItIs() {
        Content plain = Household.mail("""
                From: alice@example.org
                Content-Type: text/plain

                Hello.
                """);

        assertThat(text(sign(plain))).contains("\r\nContent-Type: text/plain\r\n\r\nHello.\r\n\r\n--=_");
    }

    @Test
    void aSignatureSurvivesStorageWithBareLineFeeds() {
        String stored = text(sign(MAIL)).replace("\r\n", "\n");

        assertThat(check(content(stored))).isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void everyChangeOfTheSignedPartIsFound() {
        byte[] signed = sign(MAIL).bytes(1 << 20);
        String text = new String(signed, StandardCharsets.US_ASCII);
        int start = text.indexOf("boundary=\"outer\"") + 20;
        int end = text.indexOf("--outer--");

        Samples.forAll(random -> start + random.nextInt(end - start), position -> {
            byte[] changed = signed.clone();
            changed[position] = (byte) (changed[position] == 'x' ? 'y' : 'x');
            assertThat(check(Content.of(changed))).isNotInstanceOf(SignatureCheck.Valid.class);
        });
    }

    @Test
    void aGoodSignatureBySomebodyElseIsNotTheAuthors() {
        String other = text(sign(MAIL)).replace("alice@example.org>", "mallory@example.org>");
        String two = text(sign(MAIL)).replaceFirst("Subject:", "From: mallory@example.org\r\nSubject:");
        String trick = text(sign(MAIL))
                .replace("\"Dr. Alice, MD\" <alice@example.org>", "alice@example.org <mallory@example.org>");

        assertThat(check(content(other))).isEqualTo(new SignatureCheck.OtherAuthor(ALICE, "mallory@example.org"));
        assertThat(check(content(two))).isInstanceOf(SignatureCheck.OtherAuthor.class);
        assertThat(check(content(trick))).isInstanceOf(SignatureCheck.OtherAuthor.class);
    }

    @Test
    void tellsRevokedExpiredAndUnknownSignersApart() {
        MailAddress eve = MailAddress.parse("eve@example.org");
        Issued eves = HOUSE.issue(Templates.MAIL_SIGN, "Eve", eve);
        Content mail = Household.mail("From: eve@example.org\n\nHello\n");
        SigningKey key = HOUSE.signer(eve);
        Content signed = smime.sign(mail, key, Instant.now());
        Content late = smime.sign(mail, key, Instant.now().plus(Duration.ofDays(800)));
        Household strangers = new Household();
        strangers.issue(Templates.MAIL_SIGN, "Eve", eve);
        Content strange = smime.sign(mail, strangers.signer(eve), Instant.now());

        assertThat(check(signed)).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(smime.verify(late, Instant.now().plus(Duration.ofDays(801))).check())
                .isInstanceOf(SignatureCheck.Expired.class);
        assertThat(check(strange)).isInstanceOf(SignatureCheck.Untrusted.class);

        HOUSE.certificates
                .revoking(eves.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();

        assertThat(check(signed)).isInstanceOf(SignatureCheck.Revoked.class);
    }

    @Test
    void aSigningTimeInTheFutureIsNoticedAndDoesNotCount() {
        Content signed = smime.sign(MAIL, key(), Instant.now().plus(Duration.ofDays(3)));

        assertThat(smime.verify(signed, Instant.now()).notices()).anyMatch(notice -> notice.contains("in the future"));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasEncryptedOpensToTheSameContent(EncryptionFormat format) {
        Content sealed = smime.encrypt(sign(MAIL), List.of(BOBS.certificate()), format);

        assertThat(text(sealed)).doesNotContain("Labor").contains("Subject: Befund");
        Opening.Opened opened = (Opening.Opened) smime.open(sealed, HOUSE.keys.decryptionKeys(BOB));
        assertThat(check(opened.content())).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(smime.open(sealed, HOUSE.keys.decryptionKeys(ALICE))).isEqualTo(new Opening.NoKey());
    }

    @Test
    void aChangedAuthenticatedMessageReleasesNothing() {
        byte[] sealed = smime.encrypt(MAIL, List.of(BOBS.certificate()), EncryptionFormat.AUTHENTICATED)
                .bytes(1 << 20);
        int body = (int) HeaderSection.of(Content.of(sealed)).lengthBytes();
        byte[] der = Base64.getMimeDecoder().decode(java.util.Arrays.copyOfRange(sealed, body, sealed.length));

        Samples.forAll(random -> random.nextInt(der.length * 8), bit -> {
            byte[] changed = der.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Content message = Content.concat(List.of(
                    Content.of(java.util.Arrays.copyOf(sealed, body)),
                    Content.of(Base64.getMimeEncoder().encode(changed))));
            // A change in the names of unused fields may leave the content whole; any other is refused without a
            // reason.
            switch (smime.open(message, HOUSE.keys.decryptionKeys(BOB))) {
                case Opening.Opened opened -> assertThat(text(opened.content())).contains("aus dem Labor");
                case Opening.Unreadable unreadable -> {}
                case Opening.NoKey none -> {}
                // The change hit what makes it an envelope.
                case Opening.NotEncrypted not -> {}
            }
        });
    }

    @Test
    void hostileBytesAreAVerdictNotAFailure() {
        String header = "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime;"
                + " smime-type=%s; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        Samples.forAll(random -> random.longs(1 + random.nextInt(200)).toArray(), longs -> {
            byte[] bytes = new byte[longs.length];
            new Random(longs[0]).nextBytes(bytes);
            bytes[0] = 0x30;
            String body = Base64.getMimeEncoder().encodeToString(bytes);
            assertThat(smime.open(content(header.formatted("enveloped-data") + body), List.of()))
                    .isIn(new Opening.Unreadable(), new Opening.NotEncrypted());
            assertThat(check(content(header.formatted("signed-data") + body)))
                    .isInstanceOf(SignatureCheck.Unreadable.class);
        });
    }

    @Test
    void aMessageInsideAMessageInsideAMessageEndsInAVerdict() {
        StringBuilder bomb = new StringBuilder("From: alice@example.org\r\n");
        for (int i = 0; i < 5_000; i++) {
            bomb.append("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }

        assertThat(check(content(bomb.toString()))).isInstanceOf(SignatureCheck.Unreadable.class);
    }

    @Test
    void asASecondContentInTheSignatureDeceivesNobody() {
        Content signed = sign(MAIL);
        Content opaque = content(text(signed).replace("multipart/signed", "multipart/mixed"));

        assertThat(smime.inspect(opaque)).isEqualTo(new Protection.Clear());
        assertThat(check(opaque)).isInstanceOf(SignatureCheck.Unreadable.class);
    }

    @Test
    void refusesToEncryptToNobody() {
        assertThatThrownBy(() -> smime.encrypt(MAIL, List.of(), EncryptionFormat.CONSERVATIVE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aLargeMessageGoesThroughASpoolAndNotThroughMemory(EncryptionFormat format) throws IOException {
        Content large = large(48 * 1024 * 1024);
        Content sealed = smime.encrypt(sign(large), List.of(BOBS.certificate()), format);

        Opening.Opened opened = (Opening.Opened) smime.open(sealed, HOUSE.keys.decryptionKeys(BOB));

        assertThat(check(opened.content())).isInstanceOf(SignatureCheck.Valid.class);
        try (var files = java.nio.file.Files.list(HOUSE.folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    /** Made while it is read, so that the test itself holds nothing. */
    private static Content large(int bodyBytes) {
        byte[] header =
                "From: alice@example.org\r\nContent-Type: text/plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] line = "a line of text that is short enough to be sent as it stands..............\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        int lines = bodyBytes / line.length;
        return new Content() {
            @Override
            public long sizeBytes() {
                return header.length + (long) lines * line.length;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private long at;

                    @Override
                    public int read() {
                        byte[] one = new byte[1];
                        return read(one, 0, 1) < 0 ? -1 : one[0];
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        if (at == sizeBytes()) {
                            return -1;
                        }
                        byte[] source = at < header.length ? header : line;
                        int from = (int) (at < header.length ? at : (at - header.length) % line.length);
                        int count = Math.min(length, source.length - from);
                        System.arraycopy(source, from, into, offset, count);
                        at += count;
                        return count;
                    }
                };
            }
        };
    }

    private Content sign(Content mail) {
        return smime.sign(mail, key(), Instant.now());
    }

    private static SigningKey key() {
        return HOUSE.signer(ALICE);
    }

    private SignatureCheck check(Content message) {
        return smime.verify(message, Instant.now()).check();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 24), StandardCharsets.ISO_8859_1);
    }
}
