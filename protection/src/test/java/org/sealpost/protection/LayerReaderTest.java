package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cms.CMSCompressedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.ZlibCompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.SignatureCheck;

/** Layers around each other in the orders that mail programs, gateways and attackers make. */
class LayerReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Person BOB = Person.of("CN=Bob", "email:bob@example.org");
    private static final Content MAIL = content("""
            From: bob@example.org
            Subject: Befund
            MIME-Version: 1.0
            Content-Type: text/plain

            the blood count
            """.replace("\n", "\r\n"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aTripleWrapOpensWithBothSignaturesTold() {
        LayeredMessage found = read(sign(encrypt(sign(MAIL))));

        assertThat(kinds(found)).containsExactly("Signed", "Encrypted", "Signed");
        assertThat(found.signatures())
                .allSatisfy(one -> assertThat(one.check()).isInstanceOf(SignatureCheck.Valid.class));
        assertThat(text(found.readable()))
                .contains("Subject: Befund", "multipart/signed", "the blood count")
                .doesNotContain("enveloped-data");
    }

    @Test
    void aClearSignatureInsideEncryptionStaysOnWhatIsRead() {
        Content signed = sign(MAIL);

        LayeredMessage found = read(encrypt(signed));

        assertThat(text(found.readable())).isEqualTo(text(signed));
    }

    @Test
    void eachLayerNamesItsCertificateAndAlgorithms() {
        LayeredMessage found = read(encrypt(sign(MAIL)));

        String fingerprint = Fingerprint.of(BOB.der());
        assertThat(found.layers().getFirst())
                .isEqualTo(new MessageLayer.Encrypted(new EncryptionCheck.Opened(fingerprint, "AES-256-CBC", false)));
        assertThat(found.layers().getLast()).isInstanceOfSatisfying(MessageLayer.Signed.class, signed -> {
            assertThat(signed.certificate()).isEqualTo(fingerprint);
            assertThat(signed.algorithms()).isEqualTo("SHA-256, RSA");
        });
    }

    @Test
    void whatIsForADeviceStaysClosedAndNobodyAsksForKeys() {
        Content sealed = encrypt(sign(MAIL));

        LayeredMessage found = smime().layers(sealed, Optional.empty(), new VerifiedFor(NOW, Optional.empty()));

        assertThat(found.layers()).containsExactly(new MessageLayer.Encrypted(new EncryptionCheck.LeftClosed()));
        assertThat(found.readable()).isSameAs(sealed);
    }

    @Test
    void keysAreAskedForOnlyIfSomethingIsEncrypted() {
        LayeredMessage found = smime().layers(
                        sign(MAIL),
                        Optional.of(() -> {
                            throw new AssertionError("keys were taken out for a message that nobody encrypted");
                        }),
                        new VerifiedFor(NOW, Optional.empty()));

        assertThat(kinds(found)).containsExactly("Signed");
    }

    @Test
    void aMessageForSomebodyElseIsToldFromADamagedOne() {
        Content sealed = encrypt(MAIL);
        Content damaged = content(text(sealed).replaceFirst("(?s)(.{60})\r\n$", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"));

        LayeredMessage forOthers =
                smime().layers(sealed, Optional.of(List::of), new VerifiedFor(NOW, Optional.empty()));

        assertThat(forOthers.layers()).containsExactly(new MessageLayer.Encrypted(new EncryptionCheck.NoKey()));
        assertThat(read(damaged).layers())
                .containsExactly(new MessageLayer.Encrypted(new EncryptionCheck.Unreadable()));
        assertThat(forOthers.readable()).isSameAs(sealed);
    }

    @Test
    void compressedDataIsUnpackedInsideOtherLayers() throws Exception {
        LayeredMessage found = read(encrypt(compress(entity(sign(MAIL)))));

        assertThat(kinds(found)).containsExactly("Encrypted", "Compressed", "Signed");
        assertThat(text(found.readable())).contains("the blood count").startsWith("From: bob@example.org\r\n");
    }

    @Test
    void aBombOfZerosEndsAtALimit() throws Exception {
        byte[] bomb = new byte[(int) CompressedStructure.LIMIT_BYTES + 1];

        LayeredMessage found = read(compress(bomb));

        assertThat(found.layers())
                .containsExactly(new MessageLayer.Unread("compressed data unpacks to more than the house reads"));
    }

    @Test
    void inTwoSignaturesAroundEachOtherNothingIsOpened() {
        LayeredMessage found = read(sign(sign(encrypt(MAIL))));

        assertThat(kinds(found)).containsExactly("Signed", "Signed");
        assertThat(text(found.readable())).contains("enveloped-data");
    }

    @Test
    void aPartThatIsSignedByItselfIsANoteAndNoLayer() {
        String signed =
                text(sign(MAIL)).replace("From: bob@example.org\r\nSubject: Befund\r\nMIME-Version: 1.0\r\n", "");
        Content list = content("From: bob@example.org\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n"
                + signed + "\r\n--list\r\n\r\nfooter of the list\r\n--list--\r\n");

        LayeredMessage found = read(list);

        assertThat(found.layers()).isEmpty();
        assertThat(found.partsProtectedAlone()).isEmpty();
        assertThat(found.signedParts())
                .extracting(LayeredMessage.SignedPart::part)
                .containsExactly("part 1");
        assertThat(found.signedParts().getFirst().verification().check())
                .isEqualTo(read(sign(MAIL)).signatures().getFirst().check());
    }

    @Test
    void aPartThatWasChangedAfterItsSignatureIsTold() {
        String signed = text(sign(MAIL))
                .replace("From: bob@example.org\r\nSubject: Befund\r\nMIME-Version: 1.0\r\n", "")
                .replace("blood", "bread");
        Content list = content("From: bob@example.org\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n"
                + signed + "\r\n--list\r\n\r\nfooter of the list\r\n--list--\r\n");

        assertThat(read(list).signedParts().getFirst().verification().check()).isEqualTo(new SignatureCheck.Altered());
    }

    @Test
    void onlySoManyPartsAreVerified() {
        String signed =
                text(sign(MAIL)).replace("From: bob@example.org\r\nSubject: Befund\r\nMIME-Version: 1.0\r\n", "");
        Content list = content("From: bob@example.org\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n"
                + ("--list\r\n" + signed + "\r\n").repeat(30) + "--list--\r\n");

        LayeredMessage found = read(list);

        assertThat(found.signedParts()).hasSize(5);
        assertThat(found.partsProtectedAlone()).hasSize(20).contains("part 6: multipart/signed");
    }

    @Test
    void aHundredLayersEndInAVerdict() {
        Content message = MAIL;
        for (int i = 0; i < LayerReader.LAYERS_LIMIT + 4; i++) {
            message = encrypt(message);
        }

        LayeredMessage found = read(message);

        assertThat(found.layers()).hasSize(LayerReader.LAYERS_LIMIT + 1);
        assertThat(found.layers().getLast()).isInstanceOf(MessageLayer.Unread.class);
    }

    @Test
    void openPgpEndsTheWalk() {
        LayeredMessage found = read(content("From: bob@example.org\r\nContent-Type: multipart/signed; boundary=x;"
                + " protocol=\"application/pgp-signature\"\r\n\r\n--x\r\n\r\nHello\r\n--x\r\n"
                + "Content-Type: application/pgp-signature\r\n\r\nnothing\r\n--x--\r\n"));

        assertThat(kinds(found)).containsExactly("OpenPgp");
    }

    private Smime smime() {
        return new Smime(folder, question -> new ChainVerdict.Trusted());
    }

    private LayeredMessage read(Content message) {
        return smime().layers(
                        message, Optional.of(() -> List.of(BOB.reader())), new VerifiedFor(NOW, Optional.empty()));
    }

    private Content sign(Content message) {
        return smime().sign(message, BOB.signer(), NOW);
    }

    private Content encrypt(Content message) {
        CertificateFacts facts = new CertificateFacts(
                Fingerprint.of(BOB.der()),
                List.of(),
                Set.of(CertificateUse.ENCRYPT),
                "",
                0,
                "RSA-2048",
                NOW.minusSeconds(1),
                NOW.plusSeconds(1),
                CertificateStatus.ACTIVE);
        return smime().encrypt(
                        message, List.of(new Certificate(facts, BOB.der(), "test")), EncryptionFormat.CONSERVATIVE);
    }

    private static byte[] entity(Content message) {
        return Entity.of(message).content().bytes(1 << 20);
    }

    private static Content compress(byte[] entity) throws CMSException, IOException {
        byte[] cms = new CMSCompressedDataGenerator()
                .generate(new CMSProcessableByteArray(CMSObjectIdentifiers.data, entity), new ZlibCompressor())
                .getEncoded();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes("""
                From: bob@example.org
                Subject: Befund
                MIME-Version: 1.0
                Content-Type: application/pkcs7-mime; smime-type=compressed-data
                Content-Transfer-Encoding: base64

                """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(Base64.getMimeEncoder().encode(cms));
        return Content.of(message.toByteArray());
    }

    private static List<String> kinds(LayeredMessage message) {
        return message.layers().stream()
                .map(layer -> layer.getClass().getSimpleName())
                .toList();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 24), StandardCharsets.ISO_8859_1);
    }
}
