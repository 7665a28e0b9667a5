package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPCompressedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.OpenPgpWorkshop.Reason;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.protection.openpgp.KeyWorkshop;
import org.sealpost.testkit.Samples;

class OpenPgpTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.net");
    private static final Instant MADE = Instant.parse("2026-11-01T08:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final int LIMIT_BYTES = 100_000;

    @TempDir
    private Path folder = Path.of("");

    private final KeyWorkshop workshop = new KeyWorkshop();
    private final Made ann = made(4, ANN);
    private final Made bob = made(4, BOB);
    private OpenPgp openPgp = new OpenPgp(folder, LIMIT_BYTES);

    @BeforeEach
    void setUp() {
        openPgp = new OpenPgp(folder, LIMIT_BYTES);
    }

    private Made made(int version, MailAddress address) {
        return workshop.make(
                version, new Claims("Somebody", List.of(address), Optional.of(MADE.plus(Duration.ofDays(365)))), MADE);
    }

    @ParameterizedTest
    @CsvSource({"4, AES-256-CFB with MDC", "6, AES-256 with AEAD"})
    void protectsWithAeadOnlyForKeysThatAnnounceIt(int version, String cipher) throws Exception {
        Made recipient = made(version, BOB);

        Content sealed = openPgp.encrypt(mail(), Optional.of(GnuPgTest.secret(ann)), List.of(recipient.key()), NOW);

        OpenPgp.Read read = openPgp.open(sealed, List.of(GnuPgTest.source(recipient)));
        assertThat(read.opening()).isInstanceOfSatisfying(Opening.Opened.class, opened -> {
            assertThat(opened.cipher()).isEqualTo(cipher);
            assertThat(text(opened.content())).contains("To: <bob@example.net>").contains("Gr=C3=BC=C3=9Fe");
        });
        assertThat(verdict(read.signed().orElseThrow(), ann.key())).isEqualTo(new SignatureCheck.Valid(ANN, NOW));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void signsSoThatTheAuthorIsKnown(int version) {
        Made signer = made(version, ANN);

        Content signed = openPgp.sign(mail(), GnuPgTest.secret(signer), NOW);

        assertThat(new Smime(folder, question -> {
                            throw new AssertionError();
                        })
                        .inspect(signed))
                .isEqualTo(new Protection.Signed());
        assertThat(verdict(openPgp.signed(signed).orElseThrow(), signer.key()))
                .isEqualTo(new SignatureCheck.Valid(ANN, NOW));
    }

    @Test
    void anyAlteredByteOfAnEncryptedMessageGivesNothingOfIt() throws Exception {
        for (int version : new int[] {4, 6}) {
            Made recipient = made(version, BOB);
            byte[] sealed = binary(recipient.key(), "Please pay five thousand.".repeat(300), 0);
            String whole = opened(openPgp.open(wrapped(sealed), List.of(GnuPgTest.source(recipient))));
            Samples.forAll(random -> random.nextInt(sealed.length * 8), bit -> {
                byte[] altered = sealed.clone();
                altered[bit / 8] = (byte) (altered[bit / 8] ^ 1 << bit % 8);

                Opening opening = openPgp.open(wrapped(altered), List.of(GnuPgTest.source(recipient)))
                        .opening();

                // Some bits in front, such as the highest of a point on the curve, mean nothing at all.
                if (opening instanceof Opening.Opened opened) {
                    assertThat(text(opened.content())).as("bit %s", bit).isEqualTo(whole);
                }
            });
        }
        assertNothingIsLeft();
    }

    @Test
    void aCutMessageGivesNothing() throws Exception {
        byte[] sealed = binary(bob.key(), "Please pay five thousand.".repeat(300), 0);

        Samples.forAll(random -> random.nextInt(sealed.length), length -> {
            byte[] cut = java.util.Arrays.copyOf(sealed, length);

            assertThat(openPgp.open(wrapped(cut), List.of(GnuPgTest.source(bob)))
                            .opening())
                    .isNotInstanceOf(Opening.Opened.class);
        });
    }

    @Test
    void dataWithoutProtectionAgainstChangesIsRefused() throws Exception {
        byte[] sealed = encrypted(bob.key(), literal("secret"), false);

        assertThat(openPgp.open(wrapped(sealed), List.of(GnuPgTest.source(bob))).opening())
                .isEqualTo(new Opening.Unreadable());
    }

    @Test
    void aSmallMessageDoesNotBecomeALargeOne() throws Exception {
        byte[] bomb = encrypted(bob.key(), packed(literal("0".repeat(LIMIT_BYTES + 1)), 1), true);

        assertThat(bomb.length).isLessThan(LIMIT_BYTES / 10);
        assertThat(openPgp.open(wrapped(bomb), List.of(GnuPgTest.source(bob))).opening())
                .isEqualTo(new Opening.Unreadable());
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "3, true", "4, false", "200, false"})
    void packedInPackedIsReadInBounds(int layers, boolean read) throws Exception {
        byte[] sealed = encrypted(bob.key(), packed(literal("hello"), layers), true);

        assertThat(openPgp.open(wrapped(sealed), List.of(GnuPgTest.source(bob))).opening() instanceof Opening.Opened)
                .isEqualTo(read);
    }

    @Test
    void twoMessagesInOneAreNone() throws Exception {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(literal("shown by one program"));
        two.writeBytes(literal("shown by another"));

        assertThat(openPgp.open(wrapped(encrypted(bob.key(), two.toByteArray(), true)), List.of(GnuPgTest.source(bob)))
                        .opening())
                .isEqualTo(new Opening.Unreadable());
    }

    @Test
    void aHiddenRecipientIsFoundAmongSeveralKeys() throws Exception {
        Made other = made(6, BOB);
        byte[] sealed = binary(bob.key(), "hello", 1);

        assertThat(openPgp.open(
                                wrapped(sealed),
                                List.of(GnuPgTest.source(ann), GnuPgTest.source(other), GnuPgTest.source(bob)))
                        .opening())
                .isInstanceOf(Opening.Opened.class);
    }

    @Test
    void withoutTheKeyNothingOpens() throws Exception {
        Content sealed = openPgp.encrypt(mail(), Optional.empty(), List.of(bob.key()), NOW);

        assertThat(openPgp.open(sealed, List.of(GnuPgTest.source(ann))).opening())
                .isEqualTo(new Opening.NoKey());
    }

    @Test
    void nobodyEncryptsToARevokedOrExpiredKey() {
        OpenPgpKey revoked = workshop.revoke(bob.secret(), bob.key(), Reason.RETIRED, NOW.minusSeconds(10));

        assertThatThrownBy(() -> openPgp.encrypt(mail(), Optional.empty(), List.of(revoked), NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        openPgp.encrypt(mail(), Optional.empty(), List.of(bob.key()), NOW.plus(Duration.ofDays(400))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyThatFellIntoWrongHandsSpoilsOldSignaturesToo() {
        Content signed = openPgp.sign(mail(), GnuPgTest.secret(ann), NOW);

        OpenPgpKey stolen = workshop.revoke(ann.secret(), ann.key(), Reason.COMPROMISED, NOW.plusSeconds(60));
        OpenPgpKey retired = workshop.revoke(ann.secret(), ann.key(), Reason.RETIRED, NOW.plusSeconds(60));

        Instant later = NOW.plusSeconds(600);
        OpenPgpSigned found = openPgp.signed(signed).orElseThrow();
        assertThat(found.verify(id -> List.of(stolen), later).check()).isInstanceOf(SignatureCheck.Revoked.class);
        assertThat(found.verify(id -> List.of(retired), later).check()).isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void aSignatureWithAKeyThatNobodyVouchesForProvesNoAuthor() {
        Content signed = openPgp.sign(mail(), GnuPgTest.secret(ann), NOW);

        assertThat(verdict(openPgp.signed(signed).orElseThrow(), ann.key().vouchedBy(Vouching.SEEN, "with a mail")))
                .isEqualTo(new SignatureCheck.Untrusted(
                        "an OpenPGP key for which nobody vouches",
                        ann.key().facts().fingerprint()));
    }

    @Test
    void somebodyElsesGoodSignatureIsNotTheAuthors() {
        Content signed = openPgp.sign(mail(), GnuPgTest.secret(bob), NOW);

        assertThat(verdict(openPgp.signed(signed).orElseThrow(), bob.key()))
                .isEqualTo(new SignatureCheck.OtherAuthor(BOB, ANN.toString()));
    }

    @Test
    void anUnknownKeyIsNamed() {
        Content signed = openPgp.sign(mail(), GnuPgTest.secret(ann), NOW);

        assertThat(openPgp.signed(signed)
                        .orElseThrow()
                        .verify(id -> List.of(), NOW)
                        .check())
                .isEqualTo(new SignatureCheck.Untrusted(
                        "an OpenPGP key that nobody here knows",
                        ann.key().facts().fingerprint()));
    }

    private SignatureCheck verdict(OpenPgpSigned signed, OpenPgpKey known) {
        return signed.verify(id -> known.keyIds().contains(id) ? List.of(known) : List.of(), NOW)
                .check();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private static Content mail() {
        return GnuPgTest.message(ANN, BOB);
    }

    private static String opened(OpenPgp.Read read) {
        return read.opening() instanceof Opening.Opened opened ? text(opened.content()) : "not opened";
    }

    private static String text(Content content) {
        return new String(content.bytes(LIMIT_BYTES), StandardCharsets.UTF_8);
    }

    private static byte[] binary(OpenPgpKey recipient, String text, int hidden) throws Exception {
        byte[] sealed = encrypted(recipient, literal("Content-Type: text/plain\r\n\r\n" + text), true);
        if (hidden > 0) {
            // The key id of a version 3 session key packet stands behind tag, length and version.
            java.util.Arrays.fill(sealed, 3, 11, (byte) 0);
        }
        return sealed;
    }

    private static byte[] encrypted(OpenPgpKey recipient, byte[] packets, boolean isProtected) throws Exception {
        PGPPublicKeyRing ring = new PGPPublicKeyRing(recipient.bytes(), new BcKeyFingerprintCalculator());
        PGPPublicKey subkey = ring.getPublicKey();
        for (PGPPublicKey one : ring) {
            subkey = one;
        }
        BcPGPDataEncryptorBuilder builder =
                new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256).setWithIntegrityPacket(isProtected);
        if (recipient.facts().authenticated()) {
            builder.setWithAEAD(2, 6).setUseV6AEAD();
        }
        PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(builder);
        generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(subkey));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream cipher = generator.open(out, new byte[512])) {
            cipher.write(packets);
        }
        return out.toByteArray();
    }

    private static byte[] literal(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (OutputStream literal =
                new PGPLiteralDataGenerator().open(out, PGPLiteralData.BINARY, "", bytes.length, Date.from(NOW))) {
            literal.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] packed(byte[] packets, int layers) throws IOException {
        byte[] inner = packets;
        for (int i = 0; i < layers; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream packing = new PGPCompressedDataGenerator(PGPCompressedData.ZLIB).open(out)) {
                packing.write(inner);
            }
            inner = out.toByteArray();
        }
        return inner;
    }

    private static Content wrapped(byte[] binary) {
        String mail = """
                From: <ann@example.org>
                To: <bob@example.net>
                MIME-Version: 1.0
                Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b

                --b
                Content-Type: application/pgp-encrypted

                Version: 1

                --b
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64

                BASE64
                --b--
                """;
        String base64 = java.util.Base64.getMimeEncoder().encodeToString(binary).replace("\r", "");
        return Content.of(mail.replace("BASE64", base64).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
