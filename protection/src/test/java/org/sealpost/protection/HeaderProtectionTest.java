package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.SignatureCheck;

/** Header fields under signature and encryption (RFC 9788), written and read. */
class HeaderProtectionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Person ANN = Person.of("CN=Ann", "email:ann@example.org");
    private static final Person EVE = Person.of("CN=Eve", "email:eve@evil.example");
    private static final Content MAIL = mail("""
            Received: from somewhere
            From: Ann <ann@example.org>
            To: bob@example.org
            Subject: Dinner =?utf-8?Q?pl=C3=A4ne?=
            Comments: a secret
            Date: Sun, 22 Nov 2026 12:00:00 +0000
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Let's meet at eight.
            """);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void outsideNothingOfTheSubjectIsLeft() {
        String sealed = text(encrypt(sign(MAIL, HeaderMode.HIDDEN)));

        assertThat(sealed)
                .startsWith("Received: from somewhere\r\nFrom: Ann")
                .contains("\r\nSubject: [...]\r\nDate: Sun, 22 Nov 2026")
                .doesNotContain("Dinner")
                .doesNotContain("secret");
    }

    @Test
    void insideStandTheFieldsAndWhatWasLeftOutside() {
        String signed = text(sign(MAIL, HeaderMode.HIDDEN));

        assertThat(signed)
                .contains("\r\nSubject: Dinner =?utf-8?Q?pl=C3=A4ne?=\r\nComments: a secret\r\n")
                .contains("\r\nHP-Outer: From: Ann <ann@example.org>\r\nHP-Outer: To: bob@example.org\r\n"
                        + "HP-Outer: Subject: [...]\r\nHP-Outer: Date:")
                .contains("charset=utf-8;\r\n hp=\"cipher\";\r\n hp-legacy-display=\"1\"\r\n")
                .contains("\r\n\r\nSubject: Dinner pl=C3=A4ne\r\n\r\nLet's meet at eight.")
                .doesNotContain("HP-Outer: Received", "HP-Outer: Comments");
    }

    @Test
    void whoReadsItGetsTheSubjectAgainAndAGoodSignature() {
        LayeredMessage found = read(encrypt(sign(MAIL, HeaderMode.HIDDEN)));

        HeaderSection header = HeaderSection.of(found.readable());
        assertThat(header.all("Subject")).hasSize(1);
        assertThat(header.value("Subject")).contains("Dinner =?utf-8?Q?pl=C3=A4ne?=");
        assertThat(header.value("Comments")).contains("a secret");
        assertThat(header.all("From")).hasSize(1);
        assertThat(header.value("Received")).contains("from somewhere");
        assertThat(header.all("HP-Outer")).isEmpty();
        assertThat(found.signatures().getFirst().check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(smime().verify(found.readable(), NOW).check()).isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void withoutASignatureTheFieldsGoUnderEncryptionAlone() {
        Content sealed =
                smime().encrypt(MAIL, List.of(certificate()), EncryptionFormat.AUTHENTICATED, HeaderMode.HIDDEN);

        assertThat(text(sealed)).contains("Subject: [...]").doesNotContain("Dinner");
        assertThat(HeaderSection.of(read(sealed).readable()).value("Subject"))
                .contains("Dinner =?utf-8?Q?pl=C3=A4ne?=");
    }

    @Test
    void asSignedMailNothingIsHiddenAndAChangedSubjectIsPutRight() {
        Content signed = sign(MAIL, HeaderMode.SIGNED);
        Content changed = content(text(signed).replaceFirst("Subject: Dinner", "Subject: No dinner"));

        assertThat(text(signed)).contains("hp=\"clear\"").doesNotContain("HP-Outer", "hp-legacy-display", "[...]");
        assertThat(HeaderSection.of(read(changed).readable()).value("Subject"))
                .contains("Dinner =?utf-8?Q?pl=C3=A4ne?=");
        assertThat(smime().verify(read(changed).readable(), NOW).check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(read(signed).readable()).as("nothing to put right").isSameAs(signed);
    }

    @Test
    void whatAnOrganisationDoesNotHideGoesAlongAsWell() {
        String signed = text(sign(MAIL, HeaderMode.ENCRYPTED));

        assertThat(signed)
                .contains("hp=\"cipher\"", "HP-Outer: Subject: Dinner", "HP-Outer: Comments: a secret")
                .doesNotContain("[...]", "hp-legacy-display");
    }

    @Test
    void whatSomebodySignedAlreadyIsNotTouched() {
        Content signed = sign(MAIL, HeaderMode.NONE);

        assertThat(text(sign(signed, HeaderMode.HIDDEN)))
                .contains("Subject: Dinner")
                .doesNotContain("hp=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7bit", "8bit", "base64"})
    void theSubjectIsShownInFrontOfTheTextInEachEncoding(String encoding) {
        boolean base64 = encoding.equals("base64");
        Content mail = content("From: ann@example.org\r\nSubject: Dinner plans\r\nContent-Type: text/plain;\r\n"
                + "Content-Transfer-Encoding: " + encoding + "\r\n\r\n" + (base64 ? "SGVsbG8=" : "Hello") + "\r\n");

        String inside = text(HeaderProtection.of(mail, HeaderMode.HIDDEN).content());

        assertThat(inside).contains("hp-legacy-display=\"1\"");
        String body = inside.substring(inside.indexOf("\r\n\r\n") + 4);
        String shown =
                base64 ? new String(java.util.Base64.getMimeDecoder().decode(body), StandardCharsets.US_ASCII) : body;
        assertThat(shown.replaceAll(" +\r", "\r")).startsWith("Subject: Dinner plans\r\n\r\nHello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7bit", "8bit", "base64", "quoted-printable"})
    void whoGetsItOpenedFindsNoSubjectInTheText(String encoding) {
        String text = encoding.equals("base64") ? "SGVsbG86IHlvdQ0KDQpmcmllbmQNCg==" : "Hello: you\r\n\r\nfriend";
        Content mail = content("From: ann@example.org\r\nSubject: Dinner plans\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n"
                + text + "\r\n");

        String opened = text(
                read(smime().encrypt(mail, List.of(certificate()), EncryptionFormat.AUTHENTICATED, HeaderMode.HIDDEN))
                        .readable());

        assertThat(opened).contains("Subject: Dinner plans\r\n").doesNotContain("hp-legacy-display");
        String body = opened.substring(opened.indexOf("\r\n\r\n") + 4);
        String shown = encoding.equals("base64")
                ? new String(java.util.Base64.getMimeDecoder().decode(body), StandardCharsets.US_ASCII)
                : body;
        assertThat(shown.strip()).isEqualTo("Hello: you\r\n\r\nfriend");
    }

    @Test
    void inEveryFormOfTheTextItIsTakenOutAndAttachmentsStay() {
        Content mail = mail("""
                From: ann@example.org
                Subject: 1 < 2
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: multipart/alternative; boundary=a

                --a

                plain
                --a
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <html><BODY class=3D"x">html</body></html>
                --a--
                --m
                Content-Type: text/plain
                Content-Disposition: attachment

                Subject: notes

                more
                --m--
                """);

        String opened = text(
                read(smime().encrypt(mail, List.of(certificate()), EncryptionFormat.AUTHENTICATED, HeaderMode.HIDDEN))
                        .readable());

        assertThat(opened)
                .contains("\r\n\r\nplain\r\n--a\r\n", "html</body>", "\r\n\r\nSubject: notes\r\n\r\nmore\r\n--m--")
                .doesNotContain("legacy-display", "<pre>");
    }

    @Test
    void theMainTextsOfAMultipartShowItAndAttachmentsDoNot() {
        Content mail = mail("""
                From: ann@example.org
                Subject: 1 < 2
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: multipart/alternative; boundary=a

                --a

                plain
                --a
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <html><BODY class=3D"x">html</body></html>
                --a--
                --m
                Content-Type: text/plain
                Content-Disposition: attachment

                notes
                --m--
                """);

        String inside = text(HeaderProtection.of(mail, HeaderMode.HIDDEN).content());

        assertThat(inside)
                .contains("hp-legacy-display=\"1\"\r\n\r\nSubject: 1 < 2\r\n\r\nplain")
                .contains("<BODY class=3D\"x\">\r\n<div class=3D\"header-protection-legacy-display\">\r\n"
                        + "<pre>Subject: 1 &lt; 2</pre>\r\n</div>\r\nhtml")
                .contains("attachment\r\n\r\nnotes");
        assertThat(inside.split("hp-legacy-display", -1)).hasSize(3);
        assertThat(inside.split("hp=\"cipher\"", -1)).hasSize(2);
    }

    @Test
    void aTextThatCannotHoldTheLettersStaysWithoutThem() {
        Content mail = mail("""
                From: ann@example.org
                Subject: =?utf-8?B?w6Q=?=
                Content-Type: text/plain; charset=us-ascii

                Hello
                """);

        assertThat(text(HeaderProtection.of(mail, HeaderMode.HIDDEN).content())).doesNotContain("legacy-display");
    }

    @Test
    void anotherAuthorInsideCountsOnlyUnderAGoodSignature() {
        Content inside = content(text(MAIL).replace("Ann <ann@example.org>", "Eve <eve@evil.example>"));
        Content unsigned = renamed(
                smime().encrypt(inside, List.of(certificate()), EncryptionFormat.CONSERVATIVE, HeaderMode.HIDDEN));
        Content signed = renamed(encrypt(smime().sign(inside, EVE.signer(), NOW, HeaderMode.HIDDEN)));

        LayeredMessage withoutSignature = read(unsigned);
        LayeredMessage withSignature = read(signed);

        assertThat(HeaderSection.of(withoutSignature.readable()).value("From")).contains("Ann <ann@example.org>");
        assertThat(withoutSignature.headerNotices())
                .containsExactly("the author named inside differs from the one outside, and nobody signed");
        assertThat(HeaderSection.of(withSignature.readable()).value("From")).contains("Eve <eve@evil.example>");
        assertThat(withSignature.signatures().getFirst().check())
                .isEqualTo(new SignatureCheck.Valid(org.sealpost.mail.MailAddress.parse("eve@evil.example"), NOW));
    }

    @Test
    void whoeverShowsTheMessageAsItCameComparesTheSignerWithTheAuthorOutside() {
        Content inside = content(text(MAIL).replace("Ann <ann@example.org>", "Eve <eve@evil.example>"));
        Content signed = renamed(smime().sign(inside, EVE.signer(), NOW, HeaderMode.SIGNED));

        LayeredMessage found = smime().layers(signed, Optional.empty(), new VerifiedFor(NOW, Optional.empty()));

        assertThat(found.signatures().getFirst().check()).isInstanceOf(SignatureCheck.OtherAuthor.class);
        assertThat(found.readable()).isSameAs(signed);
    }

    @Test
    void aFieldThatSomebodyAddedOutsideIsNotShown() {
        Content sealed = encrypt(sign(MAIL, HeaderMode.HIDDEN));
        Content added = content("Cc: eve@evil.example\r\nReply-To: eve@evil.example\r\n" + text(sealed));

        HeaderSection header = HeaderSection.of(read(added).readable());

        assertThat(header.first("Cc")).isEmpty();
        assertThat(header.first("Reply-To")).isEmpty();
    }

    @Test
    void aMarkAnywhereButAtTheRootOfThePayloadIsIgnored() {
        Content mail = mail("""
                From: ann@example.org
                Subject: outside
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: text/plain; hp="cipher"
                Subject: inside

                text
                --m--
                """);

        LayeredMessage found = read(encrypt(mail));

        assertThat(HeaderSection.of(found.readable()).value("Subject")).contains("outside");
    }

    @Test
    void theExamplesOfTheRfcAndOfItsForerunnerAreRead() {
        for (String mark : List.of("hp=\"cipher\"", "hp=cipher", "protected-headers=\"v1\"")) {
            Content payload = content("Date: Fri, 21 Jan 2022 20:40:48 -0500\r\nFrom: Ann <ann@example.org>\r\n"
                    + "To: Bob <bob@example.net>\r\nSubject: Dinner plans\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: text/plain; charset=\"us-ascii\";\r\n " + mark + "\r\n"
                    + "HP-Outer: Subject: [...]\r\n\r\nLet's meet.\r\n");

            ProtectedHeader.Applied applied = ProtectedHeader.of(payload, HeaderSection.of(MAIL))
                    .orElseThrow()
                    .applied(MAIL, false);

            HeaderSection header = HeaderSection.of(applied.message());
            assertThat(header.value("Subject")).contains("Dinner plans");
            assertThat(header.value("To")).contains("Bob <bob@example.net>");
            assertThat(applied.notice()).isEmpty();
        }
    }

    @Test
    void aWholeMessageInsideIsTakenOutOnlyIfItsAuthorIsTheSame() {
        String inner = "From: %s\r\nSubject: inside\r\nContent-Type: text/plain\r\n\r\nHello\r\n";
        String outer = "From: ann@example.org\r\nSubject: [...]\r\nContent-Type: message/rfc822\r\n\r\n";

        LayeredMessage own = read(encrypt(content(outer + inner.formatted("ann@example.org"))));
        LayeredMessage forwarded = read(encrypt(content(outer + inner.formatted("eve@evil.example"))));

        assertThat(text(own.readable()))
                .startsWith("From: ann@example.org\r\nSubject: inside\r\n")
                .endsWith("Content-Type: text/plain\r\n\r\nHello\r\n")
                .doesNotContain("rfc822", "[...]");
        assertThat(text(forwarded.readable())).contains("Subject: [...]", "message/rfc822", "From: eve@evil.example");
    }

    /** Another author outside than inside. */
    private static Content renamed(Content message) {
        return content(text(message).replaceFirst("From: Eve <eve@evil.example>", "From: Ann <ann@example.org>"));
    }

    private Smime smime() {
        return new Smime(folder, question -> new ChainVerdict.Trusted());
    }

    private LayeredMessage read(Content message) {
        return smime().layers(
                        message, Optional.of(() -> List.of(ANN.reader())), new VerifiedFor(NOW, Optional.empty()));
    }

    private Content sign(Content message, HeaderMode mode) {
        return smime().sign(message, ANN.signer(), NOW, mode);
    }

    private Content encrypt(Content message) {
        return smime().encrypt(message, List.of(certificate()), EncryptionFormat.CONSERVATIVE);
    }

    private static Certificate certificate() {
        CertificateFacts facts = new CertificateFacts(
                Fingerprint.of(ANN.der()),
                List.of(),
                Set.of(CertificateUse.ENCRYPT),
                "",
                0,
                "RSA-2048",
                NOW.minusSeconds(1),
                NOW.plusSeconds(1),
                CertificateStatus.ACTIVE);
        return new Certificate(facts, ANN.der(), "test");
    }

    private static Content mail(String text) {
        return content(text.replace("\n", "\r\n"));
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 24), StandardCharsets.UTF_8);
    }
}
