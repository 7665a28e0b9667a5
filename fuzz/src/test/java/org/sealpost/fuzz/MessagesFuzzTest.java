package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.HeaderMode;
import org.sealpost.protection.LayeredMessage;
import org.sealpost.protection.SigningKey;
import org.sealpost.protection.Smime;
import org.sealpost.protection.VerifiedFor;
import org.sealpost.testkit.Patience;

/** Messages of strangers: whatever they hold, taking them apart and signing what users wrote ends in a result. */
class MessagesFuzzTest {
    private static final char[] PASSWORD = "nss".toCharArray();
    private static final VerifiedFor ASKED = new VerifiedFor(Instant.parse("2026-11-22T12:00:00Z"), Optional.empty());
    private static final DecryptionKey BOB = bob();
    private static final Smime SMIME = new Smime(folder(), question -> new ChainVerdict.Trusted());

    @FuzzTest(maxDuration = "10m")
    void layers(byte[] bytes) throws Exception {
        Patience.expect(IOException.class, () -> {
            LayeredMessage found = SMIME.layers(Content.of(bytes), Optional.of(() -> List.of(BOB)), ASKED);
            found.readable().bytes(1 << 26);
        });
    }

    @FuzzTest(maxDuration = "10m")
    void protectedHeader(byte[] bytes) throws Exception {
        SigningKey key = new SigningKey(BOB.key().get(), BOB.certificate(), List.of(), BOB.certificate(), true);
        Patience.expect(IOException.class, () -> {
            try {
                SMIME.sign(Content.of(bytes), key, ASKED.receivedAt(), HeaderMode.HIDDEN)
                        .bytes(1 << 26);
            } catch (RuntimeException e) {
                // More parts or deeper nesting than the house reads: refused before it is signed.
                if (!e.getClass().getSimpleName().equals("UnreadableMessage")) {
                    throw e;
                }
            }
        });
    }

    private static DecryptionKey bob() {
        try (InputStream in = Objects.requireNonNull(MessagesFuzzTest.class.getResourceAsStream("Bob.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            String alias = store.aliases().nextElement();
            PrivateKey key = (PrivateKey) store.getKey(alias, PASSWORD);
            return new DecryptionKey("bob", (X509Certificate) store.getCertificate(alias), () -> key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
