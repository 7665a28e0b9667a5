package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.Protection;

/** A rule that demands encryption trusts the answer, so a label must not be enough. */
class SmimeKindTest {
    /** Made by GnuPG 2.2: {@code gpg --symmetric --armor}. */
    private static final String SEALED = """
            -----BEGIN PGP MESSAGE-----

            jA0ECQMCKgqkJpdND+X/0jwBXZP3aoqQopzmUJPC/K4w1+mTgpHdeLU5w386sBfF
            0OV5t3Z1NbzMi7bQ1jVHcpY//LHL09ERmuh74LM=
            =7vwE
            -----END PGP MESSAGE-----
            """;

    /** Made by GnuPG 2.2: {@code gpg --store --armor}; the same armour, readable for everybody. */
    private static final String STORED = """
            -----BEGIN PGP MESSAGE-----

            owE7LZLEkM1k9Sc5JzWxSCEtv0ghMSeHCwA=
            =8wBA
            -----END PGP MESSAGE-----
            """;

    private static final Protection CLEAR = new Protection.Clear();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
                "application/x-pkcs7-mime; smime-type=authEnveloped-data",
                "application/pkcs7-mime; smime-type=signed-data",
                "application/octet-stream; name=smime.p7m",
                "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x",
                "multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=x",
                "multipart/signed; protocol=\"application/pgp-signature\"; boundary=x",
            })
    void aLabelOverClearTextProtectsNothing(String type) {
        assertThat(inspect("Content-Type: " + type + "\n\nThe patient's blood count\n"))
                .isEqualTo(CLEAR);
        assertThat(inspect("Content-Type: " + type + "\n\n--x\n\nThe patient's blood count\n--x--\n"))
                .isEqualTo(CLEAR);
    }

    @Test
    void theBytesTellWhatTheTypeConceals() throws IOException {
        String enveloped = thunderbird("alice.env.eml");
        String opaque = thunderbird("alice.sig.SHA256.opaque.eml");

        assertThat(inspect(enveloped.replace("enveloped-data", "signed-data"))).isEqualTo(new Protection.Encrypted());
        assertThat(inspect(opaque.replace("signed-data", "enveloped-data"))).isEqualTo(new Protection.Signed());
        assertThat(inspect(enveloped.replaceFirst("application/pkcs7-mime[^\n]*\n", "application/octet-stream;\n")))
                .isEqualTo(new Protection.Encrypted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The name of enveloped data over a text; over nothing; without recipients; without a content.
                "301906092a864886f70d010703a00c040a636c6561722074657874",
                "301206092a864886f70d010703a0053003020100",
                "302b06092a864886f70d010703a01e301c0201003100301506092a864886f70d010701300506032a0304800101",
                "302a06092a864886f70d010703a01d301b02010031023000301206092a864886f70d010701300506032a0304",
                // A length that no message has, and nesting deeper than the house reads.
                "308006092a864886f70d010703a08030800201003184ffffffff",
                "308006092a864886f70d010703a08030800201003180308030803080308030803080308030803080308030803080308030803080308030803080308030800000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
            })
    void halfAnEnvelopeIsNone(String cms) {
        assertThat(inspect("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
                        + "Content-Transfer-Encoding: base64\n\n"
                        + Base64.getMimeEncoder().encodeToString(HexFormat.of().parseHex(cms)) + "\n"))
                .isEqualTo(CLEAR);
    }

    @Test
    void theSmallestWholeEnvelopeIsOne() {
        String cms = "302d06092a864886f70d010703a020301e02010031023000301506092a864886f70d010701300506032a0304800101";

        assertThat(inspect("Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
                        + Base64.getMimeEncoder().encodeToString(HexFormat.of().parseHex(cms)) + "\n"))
                .isEqualTo(new Protection.Encrypted());
    }

    @Test
    void seesOpenPgpByItsPackets() {
        byte[] binary =
                Base64.getMimeDecoder().decode(SEALED.lines().skip(2).limit(2).reduce("", String::concat));
        String inBase64 = Base64.getMimeEncoder().encodeToString(binary);

        assertThat(inspect(openPgp("Version: 1", "application/octet-stream", SEALED)))
                .isEqualTo(new Protection.Encrypted());
        assertThat(inspect(
                        openPgp("Version: 1", "application/octet-stream\nContent-Transfer-Encoding: base64", inBase64)))
                .isEqualTo(new Protection.Encrypted());
    }

    @Test
    void openPgpThatIsNotEncryptedOrNotAloneIsClear() {
        assertThat(inspect(openPgp("Version: 1", "application/octet-stream", STORED)))
                .isEqualTo(CLEAR);
        assertThat(inspect(openPgp("Version: 1", "application/octet-stream", SEALED + "and a clear word\n")))
                .isEqualTo(CLEAR);
        assertThat(inspect(openPgp("Version: 1", "application/octet-stream", "clear\n" + SEALED)))
                .isEqualTo(CLEAR);
        assertThat(inspect(openPgp("Version: 1\nclear", "application/octet-stream", SEALED)))
                .isEqualTo(CLEAR);
        assertThat(inspect(openPgp("Version: 1", "text/plain", SEALED))).isEqualTo(CLEAR);
        assertThat(inspect(openPgp("Version: 1", "application/octet-stream", SEALED)
                        .replace("--x--", "--x\n\na clear part\n--x--")))
                .isEqualTo(CLEAR);
        assertThat(inspect(openPgp(
                        "Version: 1",
                        "application/octet-stream",
                        SEALED.replace("jA0ECQMC", "a clear word!\njA0ECQMC"))))
                .isEqualTo(CLEAR);
    }

    @Test
    void aSignatureIsTheSecondOfTwoParts() {
        String signed = """
                Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x

                --x

                text
                --x
                Content-Type: application/pgp-signature

                signature
                --x--
                """;

        assertThat(inspect(signed)).isEqualTo(new Protection.Signed());
        assertThat(inspect(signed.replace("Content-Type: application/pgp-signature", "Content-Type: text/plain")))
                .isEqualTo(CLEAR);
        assertThat(inspect(signed.replace("--x--", "--x\n\nmore\n--x--"))).isEqualTo(CLEAR);
    }

    private static String openPgp(String version, String type, String data) {
        return "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\n\n"
                + "--x\nContent-Type: application/pgp-encrypted\n\n" + version + "\n"
                + "--x\nContent-Type: " + type + "\n\n" + data + "\n--x--\n";
    }

    private static Protection inspect(String message) {
        String whole = "From: a@example.org\n" + message;
        return new Smime(Path.of(""), question -> new ChainVerdict.Trusted())
                .inspect(Content.of(
                        whole.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String thunderbird(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(SmimeKindTest.class.getResourceAsStream("thunderbird/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
