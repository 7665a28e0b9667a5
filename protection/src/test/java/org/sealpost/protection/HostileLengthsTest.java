package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.SignatureCheck;

/** A hundred bytes that claim to be 1.9 GB or 208 MB get no memory, wherever in a message the length stands. */
class HostileLengthsTest {
    private static final byte[] SHA256 = HexFormat.of().parseHex("300b0609608648016503040201");
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    private static final long SMALL_BYTES = 32 * 1024 * 1024;
    private static final String LENGTH = "8471000000";

    /** 208 MB: less than the heap of a server has, so that nothing but the house's own limit can refuse it. */
    private static final String SHORTER = "840d000000";

    private static final String SIGNED = "308006092a864886f70d010702a0803080020101";
    private static final String DIGESTS = "310d300b0609608648016503040201";
    private static final String CONTENT = "300b06092a864886f70d010701";
    private static final String SIGNER = "31" + LENGTH + "30" + LENGTH + "020101";
    private static final String NAME = "3005300002010130";

    private static final String GCM = "301e060960864801650304012e3011040c000000000000000000000000020110";

    @TempDir
    private Path folder;

    private static Stream<String> withBothLengths(String hex) {
        return Stream.of(hex, hex.replace(LENGTH, SHORTER));
    }

    static Stream<String> places() {
        Stream<String> structure = Stream.of(
                "30" + LENGTH,
                "3080" + "06" + LENGTH,
                "308006092a864886f70d010702a0" + LENGTH + "30" + LENGTH + "02" + LENGTH,
                SIGNED + "31" + LENGTH + "30" + LENGTH + "06" + LENGTH,
                SIGNED + DIGESTS + "3080" + "06" + LENGTH,
                SIGNED + DIGESTS + "308006092a864886f70d010701a08004" + LENGTH + "00",
                SIGNED + DIGESTS + "308006092a864886f70d010701a0802480" + "04" + LENGTH + "00",
                SIGNED + DIGESTS + CONTENT + "a0" + LENGTH + "30" + LENGTH + "30" + LENGTH + "02" + LENGTH,
                SIGNED + DIGESTS + CONTENT + "a1" + LENGTH + "30" + LENGTH + "04" + LENGTH,
                SIGNED + DIGESTS + CONTENT + "80" + LENGTH,
                SIGNED + DIGESTS + CONTENT + SIGNER + "30" + LENGTH + "30" + LENGTH + "31" + LENGTH + "0c" + LENGTH,
                SIGNED + DIGESTS + CONTENT + SIGNER + "80" + LENGTH,
                SIGNED + DIGESTS + CONTENT + SIGNER + "3000300b0609608648016503040201a0" + LENGTH + "30" + LENGTH + "06"
                        + LENGTH,
                SIGNED + DIGESTS + CONTENT + SIGNER + "3000300b06096086480165030402013000" + "04" + LENGTH);
        // Each of the simple types, as a certificate.
        Stream<String> types = Stream.of("01", "02", "03", "04", "06", "0a", "0c", "13", "16", "17", "18", "1e", "81")
                .map(tag -> SIGNED + DIGESTS + CONTENT + "a080" + tag + LENGTH);
        return Stream.concat(structure, types).flatMap(HostileLengthsTest::withBothLengths);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aLengthInASignatureGetsNoMemory(String hex) {
        Content detached = clearSigned(HexFormat.of().parseHex(hex));
        Content opaque = cms("signed-data", HexFormat.of().parseHex(hex));

        assertThat(sparingly(() -> check(detached))).isInstanceOf(SignatureCheck.Unreadable.class);
        assertThat(sparingly(() -> check(opaque))).isInstanceOf(SignatureCheck.Unreadable.class);
    }

    static Stream<String> placesBehindRecipients() {
        return Stream.of(
                        // Behind the recipients: the type of the content, its cipher, itself; its attributes; its code.
                        "3080" + "06" + LENGTH,
                        "308006092a864886f70d01070130" + LENGTH + "06" + LENGTH,
                        "308006092a864886f70d010701" + GCM + "80" + LENGTH + "00",
                        "308006092a864886f70d010701" + GCM + "a080" + "04" + LENGTH + "00",
                        "308006092a864886f70d010701" + GCM + "8001000000" + "a1" + LENGTH + "30" + LENGTH + "06"
                                + LENGTH,
                        "308006092a864886f70d010701" + GCM + "8001000000" + "04" + LENGTH)
                .flatMap(HostileLengthsTest::withBothLengths);
    }

    @ParameterizedTest
    @MethodSource("placesBehindRecipients")
    void aLengthInAnEncryptedMessageGetsNoMemory(String hex) throws IOException, GeneralSecurityException {
        DecryptionKey bob = ThunderbirdSamplesTest.bob();
        byte[] recipient = recipient(bob);
        byte[] head = HexFormat.of().parseHex("3080060b2a864886f70d0109100117a0803080020100");
        byte[] message = join(head, Der.set(recipient), HexFormat.of().parseHex(hex));

        assertThat(sparingly(() -> smime().open(cms("authEnveloped-data", message), List.of(bob))))
                .isIn(new Opening.Unreadable(), new Opening.NotEncrypted());
        assertThat(sparingly(() -> outcome(message, bob))).isEqualTo("refused");
    }

    static Stream<String> placesInRecipients() {
        return Stream.of(
                        "a0" + LENGTH + "a0" + LENGTH + "30" + LENGTH + "02" + LENGTH,
                        "31" + LENGTH + "30" + LENGTH + "020100" + "30" + LENGTH + "30" + LENGTH + "02" + LENGTH,
                        "31" + LENGTH + "30" + LENGTH + "020100" + NAME + "04" + LENGTH,
                        "31" + LENGTH + "a1" + LENGTH + "020103" + "a0" + LENGTH + "80" + LENGTH,
                        "31" + LENGTH + "a4" + LENGTH + "06" + LENGTH)
                .flatMap(HostileLengthsTest::withBothLengths);
    }

    @ParameterizedTest
    @MethodSource("placesInRecipients")
    void aLengthInARecipientGetsNoMemory(String hex) throws IOException, GeneralSecurityException {
        DecryptionKey bob = ThunderbirdSamplesTest.bob();
        byte[] message = HexFormat.of().parseHex("3080060b2a864886f70d0109100117a0803080020100" + hex);

        assertThat(sparingly(() -> outcome(message, bob))).isEqualTo("refused");
    }

    @Test
    void whatStandsAroundAContentHasALimitTogether() {
        byte[] certificate = Der.sequence(Der.of(4, new byte[64 * 1024]));
        byte[][] many = new byte[40][];
        Arrays.fill(many, certificate);
        byte[] signature = signature(Der.tagged(0xa0, Der.set(many)));

        assertThat(check(clearSigned(signature)))
                .isEqualTo(new SignatureCheck.Unreadable("more certificates, signatures or keys than the house reads"));
    }

    @Test
    void manyTinyElementsTakeLittleMemoryToo() {
        byte[] tiny = new byte[CmsReader.AROUND_LIMIT_BYTES - 1024];
        for (int i = 0; i < tiny.length; i += 2) {
            tiny[i] = 4;
        }
        byte[] signature = signature(Der.tagged(0xa0, Der.set(Der.sequence(tiny))));
        Content message = clearSigned(signature);

        long before = allocated();
        check(message);
        assertThat(allocated() - before).isLessThan(128L * 1024 * 1024);
    }

    @Test
    void theContentItselfMayHaveAnyLength() {
        byte[] text = new byte[3 * CmsReader.AROUND_LIMIT_BYTES];
        byte[] opaque = Der.sequence(
                SignerForm.SIGNED_DATA,
                Der.of(
                        0xa0,
                        Der.sequence(
                                SignerForm.VERSION,
                                Der.set(),
                                Der.sequence(SignerForm.DATA, Der.of(0xa0, Der.of(4, text))),
                                Der.set())));

        SignedMessage signed = smime().signed(cms("signed-data", opaque)).orElseThrow();

        assertThat(signed.verify(NOW).check()).isEqualTo(new SignatureCheck.Unreadable("the signature has no signer"));
        assertThat(signed.inner().orElseThrow().sizeBytes()).isGreaterThanOrEqualTo(text.length);
    }

    @Test
    void aMessageHasNoMoreThanTwentySigners() {
        byte[] signer =
                Der.sequence(SignerForm.VERSION, HexFormat.of().parseHex("30053000020101"), SHA256, SHA256, Der.of(4));
        byte[][] many = new byte[21][];
        Arrays.fill(many, signer);
        byte[] signature = Der.sequence(
                SignerForm.SIGNED_DATA,
                Der.of(
                        0xa0,
                        Der.sequence(SignerForm.VERSION, Der.set(), Der.sequence(SignerForm.DATA), Der.set(many))));

        assertThat(check(clearSigned(signature)))
                .isEqualTo(new SignatureCheck.Unreadable("more signers than the house reads: 20"));
    }

    @Test
    void nestingWithoutAnEndIsAVerdict() {
        byte[] nested = new byte[200_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }

        assertThat(check(clearSigned(nested))).isInstanceOf(SignatureCheck.Unreadable.class);
        assertThat(check(clearSigned(signature(join(new byte[] {(byte) 0xa0, (byte) 0x80}, nested)))))
                .isInstanceOf(SignatureCheck.Unreadable.class);
    }

    private static byte[] signature(byte[] certificates) {
        return Der.sequence(
                SignerForm.SIGNED_DATA,
                Der.of(
                        0xa0,
                        Der.sequence(
                                SignerForm.VERSION,
                                Der.set(SHA256),
                                Der.sequence(SignerForm.DATA),
                                certificates,
                                Der.set())));
    }

    private static byte[] recipient(DecryptionKey key) throws IOException {
        return Der.sequence(
                HexFormat.of().parseHex("020100"),
                NamedCertificate.of(key.certificate()).issuerAndSerial().getEncoded("DER"),
                HexFormat.of().parseHex("300d06092a864886f70d0101010500"),
                Der.of(4, new byte[256]));
    }

    private String outcome(byte[] message, DecryptionKey key) {
        Spool spool = new Spool(folder, 0);
        try {
            new CmsOpener(new java.io.ByteArrayInputStream(message), message.length, List.of(key), spool).open();
            return "opened";
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return "refused";
        }
    }

    private static <T> T sparingly(Supplier<T> work) {
        long before = allocated();
        T done = work.get();
        assertThat(allocated() - before).isLessThan(SMALL_BYTES);
        return done;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    private SignatureCheck check(Content message) {
        return smime().verify(message, NOW).check();
    }

    private Smime smime() {
        return new Smime(folder, question -> new ChainVerdict.Trusted());
    }

    private static Content clearSigned(byte[] signature) {
        return text("From: a@example.org\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
                + " boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r\nContent-Type: application/pkcs7-signature\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(signature) + "\r\n--x--\r\n");
    }

    private static Content cms(String type, byte[] structure) {
        return text("From: a@example.org\r\nContent-Type: application/pkcs7-mime; smime-type=" + type
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(structure) + "\r\n");
    }

    private static Content text(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
