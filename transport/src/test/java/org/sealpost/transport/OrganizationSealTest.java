package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;

class OrganizationSealTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.org");
    private static final String TEXT = "From: ann@alpha.test\r\nSubject: x\r\n\r\nthe blood count\r\n";

    private final OrganizationSeal seal = new OrganizationSeal(new byte[32], "mx.example.org");

    private static MailObject mail(SessionSecurity security, String text) {
        return new MailObject(
                "q1",
                new Envelope(Optional.of(MailAddress.parse("ann@alpha.test")), List.of(BOB)),
                content(text),
                new Origin.Received("mx.alpha.test"),
                security,
                Instant.now());
    }

    private static SessionSecurity proved(boolean author) {
        return new SessionSecurity.MutualTls(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                new PartnerProof("alpha", new Domain("alpha.test"), author, "leaf", "root"));
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 20), StandardCharsets.ISO_8859_1);
    }

    /** As it lies in the mailbox: other fields of delivery stand before the mark. */
    private String delivered() {
        List<String> fields = seal.fields(mail(proved(true), TEXT), BOB, content(TEXT));
        return "Return-Path: <ann@alpha.test>\r\n" + text(HeaderSection.prepend(content(TEXT), fields));
    }

    @Test
    void aMarkedMessageNamesThePartnerAndTheSealHoldsInThisMailboxAlone() {
        String message = delivered();

        assertThat(message)
                .contains(
                        "X-Sealpost-Organization-AuthAs: Partner\r\n",
                        "X-Sealpost-Organization-AuthDomain: alpha.test\r\n",
                        "X-Sealpost-Organization-AuthSource: mx.example.org\r\n")
                .endsWith("\r\n" + TEXT);
        assertThat(seal.domain(content(message), BOB)).contains("alpha.test");
        assertThat(seal.domain(content(message), EVE)).isEmpty();
        assertThat(new OrganizationSeal(new byte[] {1}, "mx.example.org").domain(content(message), BOB))
                .isEmpty();
    }

    @Test
    void whateverIsChangedBreaksTheSeal() {
        String message = delivered();

        assertThat(seal.domain(content(message.replace("blood", "Blood")), BOB)).isEmpty();
        assertThat(seal.domain(content(message.replace("Subject: x", "Subject: y")), BOB))
                .isEmpty();
        assertThat(seal.domain(content(message.replace("AuthDomain: alpha", "AuthDomain: gamma")), BOB))
                .isEmpty();
        assertThat(seal.domain(content("X-Sealpost-Organization-AuthDomain: gamma.test\r\n" + message), BOB))
                .isEmpty();
        assertThat(seal.domain(content(TEXT), BOB)).isEmpty();
    }

    @Test
    void nothingElseIsMarked() {
        for (SessionSecurity security :
                List.of(new SessionSecurity.Plain(), new SessionSecurity.Tls("TLSv1.3", "X"), proved(false))) {
            assertThat(seal.fields(mail(security, TEXT), BOB, content(TEXT))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Sealpost-Organization-AuthAs: Partner",
                "x-sealpost-ORGANIZATION-seal: AAAA",
                "X-Sealpost-Organization-AuthAs : Partner",
                "X-Sealpost-Organization-AuthAs:\r\n Partner",
                "X-Sealpost-Organization-AuthAs\u00e4: Partner",
                "X-MS-Exchange-Organization-AuthAs: Internal",
                "X-MS-Exchange-Forest-Anything: x",
                "X-Sealpost-Organization-AuthAs: Partner\r\nX-Sealpost-Organization-AuthAs: Partner",
                "Authentication-Results: mx.example.org; x-tls=pass",
                "authentication-results:\r\n\tmx.example.org; x-tls=pass"
            })
    void noFormOfAForgedMarkPassesTheFirewall(String forged) {
        String message = "Received: by x\r\n" + forged + "\r\n" + TEXT;

        assertThat(text(HeaderFirewall.clean(mail(new SessionSecurity.Plain(), message))))
                .isEqualTo("Received: by x\r\n" + TEXT);
    }

    @Test
    void behindALineThatIsNoFieldNothingForgedPassesEither() {
        String broken = "Received: by x\r\nno field at all\r\nX\u00e4: y\r\n";

        String clean = text(HeaderFirewall.clean(
                mail(new SessionSecurity.Plain(), broken + "X-Sealpost-Organization-AuthAs: Partner\r\n" + TEXT)));
        String endless = text(HeaderFirewall.clean(mail(
                new SessionSecurity.Plain(),
                "no field\r\n".repeat(1_000) + "X-Sealpost-Organization-AuthAs: Partner\r\n" + TEXT)));

        assertThat(clean).isEqualTo(broken + TEXT);
        assertThat(endless).startsWith("no field\r\n".repeat(100) + "\r\n").endsWith(TEXT);
        assertThat(text(HeaderFirewall.clean(mail(new SessionSecurity.Plain(), broken + TEXT))))
                .isEqualTo(broken + TEXT);
    }
}
