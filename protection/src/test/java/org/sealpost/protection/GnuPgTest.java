package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.OpenPgpWorkshop.Reason;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.protection.openpgp.KeyWorkshop;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.protection.openpgp.Reading.SecretSource;
import org.sealpost.testkit.GnuPg;

/** Mail and keys exchanged with GnuPG 2.2, both ways. */
class GnuPgTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress PEER = MailAddress.parse("peer@example.net");
    private final Instant now = Instant.now();
    private static final String TEXT = "Grüße from the clinic.\r\nFrom here on: -- \r\n";

    @TempDir
    private Path folder = Path.of("");

    private final KeyWorkshop workshop = new KeyWorkshop();
    private final Made ann = workshop.make(
            4, new Claims("Ann Ask", List.of(ANN), Optional.of(now.plus(Duration.ofDays(365)))), now.minusSeconds(60));
    private GnuPg gpg = start();
    private OpenPgp openPgp = new OpenPgp(folder);

    private static GnuPg start() {
        try {
            return new GnuPg();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void setUp() {
        openPgp = new OpenPgp(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gpg.stop();
    }

    @Test
    void importsTheKeysThatTheHouseMakes() throws Exception {
        gpg.must(workshop.armoured(ann.key()).getBytes(StandardCharsets.US_ASCII), "--import");

        String listing = gpg.must(new byte[0], "--with-colons", "--list-keys").text();

        assertThat(listing)
                .contains("Ann Ask <ann@example.org>")
                .contains(ann.key().facts().fingerprint().toUpperCase(java.util.Locale.ROOT))
                .containsPattern("sub:[-uq]:255:18:");
    }

    @Test
    void importsTheSecretHalfToo() throws Exception {
        gpg.must(ann.secret().getEncoded(), "--import");

        assertThat(gpg.must(new byte[0], "--with-colons", "--list-secret-keys").text())
                .contains("Ann Ask <ann@example.org>");
    }

    @Test
    void verifiesWhatTheHouseSigned() throws Exception {
        gpg.must(ann.key().bytes(), "--import");
        byte[] signed = bytes(openPgp.sign(message(ANN, PEER), secret(ann), now));

        MimePart mail = MimePart.of(Content.of(signed));
        Path text = gpg.file("text", bytes(mail.parts().getFirst().in(Content.of(signed))));
        Path signature = gpg.file("text.asc", bytes(mail.parts().getLast().bodyIn(Content.of(signed))));
        GnuPg.Answer answer = gpg.run(new byte[0], "--verify", signature.toString(), text.toString());

        assertThat(answer.messages()).contains("Good signature from \"Ann Ask <ann@example.org>\"");
        assertThat(answer.status()).isZero();
    }

    @Test
    void opensAndVerifiesWhatTheHouseSignedAndEncrypted() throws Exception {
        gpg.must(ann.key().bytes(), "--import");
        byte[] sealed = bytes(
                openPgp.encrypt(message(ANN, PEER), Optional.of(secret(ann)), List.of(keyOfPeer(Vouching.SEEN)), now));

        MimePart mail = MimePart.of(Content.of(sealed));
        GnuPg.Answer answer = gpg.run(bytes(mail.parts().getLast().bodyIn(Content.of(sealed))), "--decrypt");

        assertThat(answer.messages()).contains("Good signature from \"Ann Ask <ann@example.org>\"");
        assertThat(answer.text()).contains("Gr=C3=BC=C3=9Fe from the clinic.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--textmode", "--no-textmode"})
    void signsMailThatTheHouseFindsGood(String mode) throws Exception {
        OpenPgpKey peer = keyOfPeer(Vouching.ADMINISTRATOR);
        byte[] signature = gpg.must(entity().getBytes(StandardCharsets.US_ASCII), mode, "--armor", "--detach-sign")
                .output();

        OpenPgpSigned.Verdict verdict = openPgp.signed(multipartSigned(entity(), signature))
                .orElseThrow()
                .verify(id -> peer.keyIds().contains(id) ? List.of(peer) : List.of(), now.plusSeconds(5));

        assertThat(verdict.check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(verdict.algorithms()).isEqualTo("SHA-256, Ed25519/ECDH");
    }

    @Test
    void signsMailThatTheHouseFindsAlteredAfterAChange() throws Exception {
        OpenPgpKey peer = keyOfPeer(Vouching.ADMINISTRATOR);
        byte[] signature = gpg.must(entity().getBytes(StandardCharsets.US_ASCII), "--armor", "--detach-sign")
                .output();

        OpenPgpSigned.Verdict verdict = openPgp.signed(multipartSigned(entity().replace("five", "nine"), signature))
                .orElseThrow()
                .verify(id -> List.of(peer), now.plusSeconds(5));

        assertThat(verdict.check()).isEqualTo(new SignatureCheck.Altered());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-throw-keyids", "--throw-keyids"})
    void encryptsMailThatTheHouseOpens(String hidden) throws Exception {
        OpenPgpKey peer = keyOfPeer(Vouching.DOMAIN);
        gpg.must(ann.key().bytes(), "--import");
        byte[] sealed = gpg.must(
                        entity().getBytes(StandardCharsets.US_ASCII),
                        "--armor",
                        "--sign",
                        "--encrypt",
                        hidden,
                        "--trust-model",
                        "always",
                        "-r",
                        "ann@example.org")
                .output();

        OpenPgp.Read read = openPgp.open(multipartEncrypted(sealed), List.of(source(ann)));

        assertThat(read.opening()).isInstanceOfSatisfying(Opening.Opened.class, opened -> {
            assertThat(opened.keyFingerprint()).isEqualTo(ann.key().facts().fingerprint());
            assertThat(opened.cipher()).isEqualTo("AES-256-CFB with MDC");
            assertThat(new String(opened.content().bytes(100_000), StandardCharsets.UTF_8))
                    .contains("pay five thousand");
        });
        assertThat(read.signed()
                        .orElseThrow()
                        .verify(id -> List.of(peer), now.plusSeconds(5))
                        .check())
                .isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void learnsFromAPublishedKeyThatItWasRevoked() throws Exception {
        OpenPgpKey revoked = workshop.revoke(ann.secret(), ann.key(), Reason.COMPROMISED, now.minusSeconds(10));

        gpg.must(revoked.bytes(), "--import");

        assertThat(gpg.must(new byte[0], "--with-colons", "--list-keys").text()).contains("pub:r:");
    }

    @Test
    void learnsANewEndAndANewAddressOfAKey() throws Exception {
        gpg.must(ann.key().bytes(), "--import");
        MailAddress other = MailAddress.parse("ask@example.org");
        Instant end = now.plus(Duration.ofDays(900));

        gpg.must(
                workshop.restate(ann.secret(), new Claims("Ann Ask", List.of(ANN, other), Optional.of(end)), now)
                        .bytes(),
                "--import");

        assertThat(gpg.must(new byte[0], "--with-colons", "--list-keys").text())
                .contains("<ask@example.org>")
                .contains(":" + end.getEpochSecond() + ":");
    }

    @Test
    void givesSecretKeysThatTheHouseTakesIn() throws Exception {
        keyOfPeer(Vouching.SEEN);
        byte[] exported = gpg.must(new byte[0], "--armor", "--export-secret-keys", "peer@example.net")
                .output();

        Made taken = workshop.read(exported, "".toCharArray(), "brought by peer", now);

        assertThat(taken.key().facts().addresses()).containsExactly(PEER);
        byte[] sealed = bytes(openPgp.encrypt(message(ANN, PEER), Optional.empty(), List.of(taken.key()), now));
        assertThat(openPgp.open(Content.of(sealed), List.of(source(taken))).opening())
                .isInstanceOf(Opening.Opened.class);
    }

    private OpenPgpKey keyOfPeer(Vouching vouching) throws Exception {
        gpg.must(new byte[0], "--quick-gen-key", "Peer <peer@example.net>", "future-default", "default", "1y");
        byte[] exported = gpg.must(new byte[0], "--export", "peer@example.net").output();
        return workshop.readPublic(exported, vouching, "gpg", now.plusSeconds(5))
                .getFirst();
    }

    static SecretSource source(Made made) {
        return new SecretSource(made.key().facts().fingerprint(), made.key().keyIds(), () -> secret(made));
    }

    static OpenPgpSecret secret(Made made) {
        return (OpenPgpSecret) made.secret();
    }

    private static String entity() {
        return "Content-Type: text/plain; charset=us-ascii\r\n\r\nPlease pay five thousand.\r\nAnn\r\n";
    }

    private static Content multipartSigned(String entity, byte[] signature) {
        return Content.of(("From: Peer <peer@example.net>\r\nTo: ann@example.org\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\";"
                        + " boundary=b\r\n\r\n--b\r\n" + entity + "\r\n--b\r\n"
                        + "Content-Type: application/pgp-signature\r\n\r\n"
                        + new String(signature, StandardCharsets.US_ASCII).replace("\n", "\r\n") + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static Content multipartEncrypted(byte[] armour) {
        return Content.of(("From: Peer <peer@example.net>\r\nTo: ann@example.org\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n"
                        + "\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n"
                        + new String(armour, StandardCharsets.US_ASCII).replace("\n", "\r\n") + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    static Content message(MailAddress from, MailAddress to) {
        return Content.of(("From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: hello\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + TEXT)
                .getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(Content content) {
        return content.bytes(10_000_000);
    }
}
