package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.SignatureCheck;

/** A signature is the author's only if its certificate names the one address in the one From field. */
class AuthorTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Person ANN = Person.of("CN=Ann", "email:Ann@Example.org");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: ann@example.org",
                "From: ANN@EXAMPLE.ORG",
                "From: \"Ann, Dr.\" <ann@example.org>",
                "From: Ann (of the ward) <ann@example.org>",
                "From:\r\n ann@example.org",
            })
    void theAuthorIsTheSigner(String from) {
        assertThat(verify(ANN, from).check()).isInstanceOf(SignatureCheck.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: eve@example.org",
                "From: ann@example.org.evil.example",
                "From: ann@example.org <eve@evil.example>",
                "From: \"ann@example.org\" <eve@evil.example>",
                "From: ann@example.org, eve@evil.example",
                "From: eve@evil.example, ann@example.org",
                "From: ann@example.org\r\nFrom: eve@evil.example",
                "From: eve@evil.example\r\nFrom: ann@example.org",
                "From: ann@example.org\r\nfrom: ann@example.org",
                "From:",
                "From: undisclosed: ann@example.org;",
                "From: <ann@example.org> eve@evil.example",
                "From: ann@example.org\0@evil.example",
                "Sender: ann@example.org",
            })
    void anotherAuthorOrNoneIsNotTheSigner(String from) {
        assertThat(verify(ANN, from).check()).isInstanceOf(SignatureCheck.OtherAuthor.class);
    }

    @Test
    void anAddressInTheSubjectCountsOnlyIfNoAlternativeNameHasOne() {
        Person old = Person.of("CN=Old,E=old@example.org");
        Person both = Person.of("CN=Both,E=boss@example.org", "email:both@example.org");

        assertThat(verify(old, "From: old@example.org").check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(verify(both, "From: both@example.org").check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(verify(both, "From: boss@example.org").check()).isInstanceOf(SignatureCheck.OtherAuthor.class);
    }

    @Test
    void oneOfSeveralAddressesIsEnoughInAnyEncoding() {
        Person aliases = Person.of("CN=Aliases", "email:a@example.org", "utf8:j\u00fcrgen@example.org");

        assertThat(verify(aliases, "From: a@example.org").check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(verify(aliases, "From: j\u00fcrgen@example.org").check())
                .isEqualTo(
                        new SignatureCheck.Valid(org.sealpost.mail.MailAddress.parse("j\u00fcrgen@example.org"), NOW));
    }

    @Test
    void aNameThatLooksLikeAnotherAddressIsNoticed() {
        Verification found = verify(ANN, "From: \"boss@example.org\" <ann@example.org>");

        assertThat(found.check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(found.notices())
                .containsExactly("the name of the author looks like another address: boss@example.org");
    }

    @Test
    void anOldSignatureUnderANewDateIsToldFromOneMadeLater() {
        String old = "From: ann@example.org\r\nDate: Sun, 22 Nov 2026 14:30:00 +0000";
        String held = "From: ann@example.org\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000";

        assertThat(verify(ANN, old).check()).isInstanceOf(SignatureCheck.OlderThanMessage.class);
        assertThat(verify(ANN, held).check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(verify(ANN, held).notices())
                .containsExactly("signed at another time than the message says: 2026-11-22T12:00:00Z");
    }

    private Verification verify(Person signer, String fields) {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        Content message =
                Content.of((fields + "\r\nContent-Type: text/plain\r\n\r\nHello\r\n").getBytes(StandardCharsets.UTF_8));
        return smime.verify(smime.sign(message, signer.signer(), NOW), NOW);
    }
}
