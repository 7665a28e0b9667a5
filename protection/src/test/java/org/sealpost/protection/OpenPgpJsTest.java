package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealpost.protection.GnuPgTest.bytes;
import static org.sealpost.protection.GnuPgTest.message;
import static org.sealpost.protection.GnuPgTest.secret;
import static org.sealpost.protection.GnuPgTest.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.protection.openpgp.KeyWorkshop;

/** Mail and keys exchanged with OpenPGP.js 6, both ways, with keys of version 4 and 6. */
class OpenPgpJsTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress PEER = MailAddress.parse("peer@example.net");
    private static final String ENTITY =
            "Content-Type: text/plain; charset=us-ascii\r\n\r\nPlease pay five thousand.\r\nAnn\r\n";

    private final Instant now = Instant.now();
    private final KeyWorkshop workshop = new KeyWorkshop();

    @TempDir
    private Path folder = Path.of("");

    /** A key of the house and one of the peer. */
    private record Pair(Made ann, String annPublic, String peerSecret, OpenPgpKey peer, String peerPublic) {}

    private Pair pair(int house, int peer) throws Exception {
        Made ann = workshop.make(
                house,
                new Claims("Ann Ask", List.of(ANN), Optional.of(now.plus(Duration.ofDays(365)))),
                now.minusSeconds(60));
        String secret = OpenPgpJs.ask(
                "make", "secret", Map.of("version", String.valueOf(peer), "name", "Peer", "email", PEER.toString()));
        Made read = workshop.read(secret.getBytes(StandardCharsets.US_ASCII), new char[0], "peer", now);
        String published = workshop.armoured(read.key());
        OpenPgpKey key = workshop.readPublic(
                        published.getBytes(StandardCharsets.US_ASCII), Vouching.ADMINISTRATOR, "peer", now)
                .getFirst();
        return new Pair(ann, workshop.armoured(ann.key()), secret, key, published);
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "4, 6", "6, 4", "6, 6"})
    void opensAndVerifiesWhatTheHouseSignedAndEncrypted(int house, int peer) throws Exception {
        Pair pair = pair(house, peer);

        Content sealed = new OpenPgp(folder)
                .encrypt(message(ANN, PEER), Optional.of(secret(pair.ann)), List.of(pair.peer), now.minusSeconds(5));
        Map<String, String> given =
                Map.of("secret", pair.peerSecret, "signer", pair.annPublic, "message", armour(sealed));

        assertThat(OpenPgpJs.ask("open", "text", given)).contains("Gr=C3=BC=C3=9Fe from the clinic.");
        assertThat(OpenPgpJs.ask("open", "good", given)).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "4, 6", "6, 4", "6, 6"})
    void encryptsMailThatTheHouseOpensAndFindsWellSigned(int house, int peer) throws Exception {
        Pair pair = pair(house, peer);
        String sealed = OpenPgpJs.ask(
                "seal", "message", Map.of("recipient", pair.annPublic, "secret", pair.peerSecret, "text", ENTITY));

        OpenPgp.Read read = new OpenPgp(folder).open(multipartEncrypted(sealed), List.of(source(pair.ann)));

        assertThat(read.opening())
                .isInstanceOfSatisfying(
                        Opening.Opened.class,
                        opened -> assertThat(new String(bytes(opened.content()), StandardCharsets.UTF_8))
                                .contains("pay five thousand"));
        assertThat(read.signed()
                        .orElseThrow()
                        .verify(id -> List.of(pair.peer), now.plusSeconds(60))
                        .check())
                .isInstanceOf(SignatureCheck.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void verifiesWhatTheHouseSignedAndFindsWhatWasAltered(int version) throws Exception {
        Pair pair = pair(version, 4);
        Content signed = new OpenPgp(folder).sign(message(ANN, PEER), secret(pair.ann), now.minusSeconds(5));
        MimePart mail = MimePart.of(signed);
        String text = text(mail.parts().getFirst().in(signed));
        String signature = text(mail.parts().getLast().bodyIn(signed));

        assertThat(OpenPgpJs.ask(
                        "verify", "good", Map.of("signer", pair.annPublic, "text", text, "signature", signature)))
                .isEqualTo("true");
        assertThat(OpenPgpJs.ask(
                        "verify",
                        "good",
                        Map.of(
                                "signer",
                                pair.annPublic,
                                "text",
                                text.replace("clinic", "clinch"),
                                "signature",
                                signature)))
                .isEqualTo("false");
    }

    private static String armour(Content sealed) {
        return text(MimePart.of(sealed).parts().getLast().bodyIn(sealed));
    }

    private static String text(Content content) {
        return new String(bytes(content), StandardCharsets.ISO_8859_1);
    }

    private static Content multipartEncrypted(String armour) {
        return Content.of(("From: Peer <peer@example.net>\r\nTo: ann@example.org\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n"
                        + "\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n"
                        + armour.replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }
}
