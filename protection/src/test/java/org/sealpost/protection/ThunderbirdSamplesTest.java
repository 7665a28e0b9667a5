package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;

/** Messages that Thunderbird tests itself with, and its verdicts (src/test/resources/.../ORIGIN.txt). */
class ThunderbirdSamplesTest {
    private static final char[] PASSWORD = "nss".toCharArray();
    private static final Instant RECEIVED = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "alice.dsig.SHA256.multipart.eml, false, true",
        "alice.dsig.SHA384.multipart.eml, false, true",
        "alice.dsig.SHA512.multipart.eml, false, true",
        "alice.sig.SHA256.opaque.eml, false, true",
        "alice.dsig.SHA256.multipart.bad.eml, false, false",
        "alice.dsig.SHA256.multipart.mismatch-econtent.eml, false, false",
        "alice.dsig.SHA1.multipart.eml, false, false",
        "alice.dsig.SHA256.multipart.env.eml, true, true",
        "alice.sig.SHA256.opaque.env.eml, true, true",
        "alice.sig.SHA1.opaque.env.eml, true, false",
    })
    void givesThunderbirdsVerdict(String file, boolean encrypted, boolean good) throws Exception {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        Content message = message(file);

        assertThat(smime.inspect(message)).isEqualTo(encrypted ? new Protection.Encrypted() : new Protection.Signed());
        Content readable = encrypted ? opened(smime.open(message, List.of(bob()))) : message;

        assertThat(smime.verify(readable, RECEIVED).check() instanceof SignatureCheck.Valid)
                .isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource("alice.env.eml")
    void readsWhatWasOnlyEncrypted(String file) throws Exception {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());

        Content opened = opened(smime.open(message(file), List.of(bob())));

        assertThat(new String(opened.bytes(1 << 20), java.nio.charset.StandardCharsets.US_ASCII))
                .contains("This is a test message from Alice to Bob.");
    }

    private static Content opened(Opening opening) {
        assertThat(opening).isInstanceOf(Opening.Opened.class);
        return ((Opening.Opened) opening).content();
    }

    static DecryptionKey bob() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = resource("Bob.p12")) {
            store.load(in, PASSWORD);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, PASSWORD);
        return new DecryptionKey("bob", (X509Certificate) store.getCertificate(alias), () -> key);
    }

    private static Content message(String file) throws IOException {
        try (InputStream in = resource(file)) {
            return Content.of(in.readAllBytes());
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ThunderbirdSamplesTest.class.getResourceAsStream("thunderbird/" + name));
    }
}
