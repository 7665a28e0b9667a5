package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.Templates;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.Smime;

/** OpenSSL reads what we make, and we read what OpenSSL makes. */
class OpensslTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final String TEXT = "Dear Bob,\r\n\r\nGr\u00fc\u00dfe und ein sehr langer Satz, "
            + "der immer weiter geht, ".repeat(8) + "\r\nFrom here on it is short. \r\n.\r\n";
    private static final Content MAIL = Content.of(("From: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
                    + "Subject: Befund\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Content-Transfer-Encoding: 8bit\r\nDate: Sat, 21 Nov 2026 23:00:00 +0000\r\n\r\n" + TEXT)
            .getBytes(StandardCharsets.UTF_8));

    private static final Household HOUSE = new Household();
    private static final Peer OPENSSL = new Peer(HOUSE.folder, Map.of());
    private static final Issued ALICES = HOUSE.issue(Templates.MAIL_USER, "Alice", ALICE);
    private static final Issued BOBS = HOUSE.issue(Templates.MAIL_USER, "Bob", BOB);

    private final Smime smime = new Smime(HOUSE.folder, question -> new ChainVerdict.Trusted());

    @BeforeAll
    static void files() {
        HOUSE.rootFile();
        HOUSE.issuingFile();
        HOUSE.pem("alice.pem", ALICES.certificate().der());
        HOUSE.pem("bob.pem", BOBS.certificate().der());
        HOUSE.keyFile("alice.key", ALICES.keyId());
        HOUSE.keyFile("bob.key", BOBS.keyId());
    }

    @Test
    void findsOurCertificatesFitForSigningAndEncryption() {
        for (String purpose : List.of("smimesign", "smimeencrypt")) {
            var result = OPENSSL.run(
                    "openssl",
                    "verify",
                    "-x509_strict",
                    "-purpose",
                    purpose,
                    "-CAfile",
                    "root.pem",
                    "-untrusted",
                    "issuing.pem",
                    "alice.pem");

            assertThat(result.output()).contains("alice.pem: OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensAndVerifiesWhatWeSignedAndEncrypted(EncryptionFormat format) throws IOException {
        Content signed = smime.sign(MAIL, HOUSE.signer(ALICE), Instant.now());
        Content sealed = smime.encrypt(signed, List.of(ALICES.certificate(), BOBS.certificate()), format);
        write("sealed.eml", sealed);

        var opened = OPENSSL.run(
                "openssl",
                "cms",
                "-decrypt",
                "-in",
                "sealed.eml",
                "-recip",
                "bob.pem",
                "-inkey",
                "bob.key",
                "-out",
                "opened.eml");
        var verified = OPENSSL.run(
                "openssl",
                "cms",
                "-verify",
                "-in",
                "opened.eml",
                "-CAfile",
                "root.pem",
                "-purpose",
                "smimesign",
                "-out",
                "plain.eml");

        assertThat(opened.output()).isEmpty();
        assertThat(verified.output()).containsIgnoringCase("verification successful");
        String plain = Files.readString(HOUSE.folder.resolve("plain.eml"), StandardCharsets.US_ASCII);
        assertThat(plain)
                .startsWith("Content-Type: text/plain; charset=utf-8\r\n")
                .contains("Gr=C3=BC=C3=9Fe")
                .contains("\r\n=46rom here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-aes-256-cbc", "-aes-128-cbc", "-aes-256-gcm", "-des3"})
    void weOpenAndVerifyWhatItSignedAndEncrypted(String cipher) throws IOException {
        write("in.txt", MAIL.from(org.sealpost.mail.HeaderSection.of(MAIL).lengthBytes()));
        OPENSSL.run(
                "openssl",
                "cms",
                "-sign",
                "-text",
                "-in",
                "in.txt",
                "-signer",
                "alice.pem",
                "-inkey",
                "alice.key",
                "-certfile",
                "issuing.pem",
                "-out",
                "signed.eml");
        OPENSSL.run(
                "openssl",
                "cms",
                "-encrypt",
                cipher,
                "-in",
                "signed.eml",
                "-from",
                "alice@example.org",
                "-to",
                "bob@example.org",
                "-subject",
                "hello",
                "-out",
                "theirs.eml",
                "alice.pem",
                "bob.pem");
        Content theirs = Content.of(Files.readAllBytes(HOUSE.folder.resolve("theirs.eml")));

        assertThat(smime.inspect(theirs)).isEqualTo(new Protection.Encrypted());
        Opening opening = smime.open(theirs, HOUSE.keys.decryptionKeys(BOB));
        assertThat(opening).isInstanceOf(Opening.Opened.class);
        Content opened = ((Opening.Opened) opening).content();
        assertThat(smime.inspect(opened)).isEqualTo(new Protection.Signed());
        assertThat(smime.verify(opened, Instant.now()).check()).isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void oneBadSignerOfSeveralSpoilsTheSignature() throws IOException {
        Issued mallorys = HOUSE.issue(Templates.MAIL_SIGN, "Mallory", MailAddress.parse("mallory@example.org"));
        HOUSE.pem("mallory.pem", mallorys.certificate().der());
        HOUSE.keyFile("mallory.key", mallorys.keyId());
        write("two.txt", MAIL.from(org.sealpost.mail.HeaderSection.of(MAIL).lengthBytes()));
        OPENSSL.run(
                "openssl",
                "cms",
                "-sign",
                "-text",
                "-in",
                "two.txt",
                "-from",
                "alice@example.org",
                "-signer",
                "alice.pem",
                "-inkey",
                "alice.key",
                "-signer",
                "mallory.pem",
                "-inkey",
                "mallory.key",
                "-out",
                "two.eml");
        Content two = Content.of(Files.readAllBytes(HOUSE.folder.resolve("two.eml")));

        assertThat(smime.verify(two, Instant.now()).check()).isInstanceOf(SignatureCheck.OtherAuthor.class);
    }

    @Test
    void weReadOurOwn() {
        Content signed = smime.sign(MAIL, HOUSE.signer(ALICE), Instant.now());
        Content sealed = smime.encrypt(signed, List.of(BOBS.certificate()), EncryptionFormat.AUTHENTICATED);

        Opening.Opened opened = (Opening.Opened) smime.open(sealed, HOUSE.keys.decryptionKeys(BOB));

        assertThat(opened.authenticated()).isTrue();
        assertThat(opened.keyFingerprint()).isEqualTo(BOBS.certificate().facts().fingerprint());
        assertThat(smime.verify(opened.content(), Instant.now()).check())
                .isEqualTo(new SignatureCheck.Valid(
                        ALICE,
                        ((SignatureCheck.Valid) smime.verify(opened.content(), Instant.now())
                                        .check())
                                .signedAt()));
        assertThat(smime.open(sealed, HOUSE.keys.decryptionKeys(ALICE))).isEqualTo(new Opening.NoKey());
    }

    private static Path write(String name, Content content) {
        return HOUSE.write(name, content.bytes(1 << 24));
    }
}
