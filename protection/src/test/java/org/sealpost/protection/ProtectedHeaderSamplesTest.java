package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/** Messages of the forerunner of RFC 9788 (protectedheaders/ORIGIN.txt): its fields are found wherever the payload lies. */
class ProtectedHeaderSamplesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void thePartThatShowsTheSubjectToOldProgramsIsTakenOut() throws Exception {
        DecryptionKey bob = bob();

        LayeredMessage found = new Smime(folder, question -> new ChainVerdict.Trusted())
                .layers(
                        message("smime-enc+legacy-disp.eml"),
                        Optional.of(() -> List.of(bob)),
                        new VerifiedFor(Instant.parse("2019-11-27T09:00:00Z"), Optional.empty()));

        assertThat(new String(found.readable().bytes(100_000), StandardCharsets.UTF_8))
                .containsOnlyOnce("Subject: BarCorp contract signed")
                .contains("\r\nHi Bob!\r\n")
                .doesNotContain("--6ae");
    }

    @ParameterizedTest
    @CsvSource({
        "smime-enc+legacy-disp.eml, Encrypted, 'BarCorp contract signed, let''s go!'",
        "smime-sign+enc.eml, Encrypted Signed, 'BarCorp contract signed, let''s go!'",
        "smime-sign+enc+legacy-disp.eml, Encrypted Signed, 'BarCorp contract signed, let''s go!'",
        "smime-multipart-signed.eml, Signed, The FooCorp contract",
        "smime-onepart-signed.eml, Signed, The FooCorp contract",
    })
    void theSubjectInsideIsTheOneThatIsShown(String file, String layers, String subject) throws Exception {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        DecryptionKey bob = bob();

        LayeredMessage found = smime.layers(
                message(file),
                Optional.of(() -> List.of(bob)),
                new VerifiedFor(Instant.parse("2019-11-27T09:00:00Z"), Optional.empty()));

        assertThat(String.join(
                        " ",
                        found.layers().stream()
                                .map(layer -> layer.getClass().getSimpleName())
                                .toList()))
                .isEqualTo(layers);
        HeaderSection header = HeaderSection.of(found.readable());
        assertThat(header.value("Subject")).contains(subject);
        assertThat(header.all("Subject")).hasSize(1);
        assertThat(header.value("From")).contains("Alice Lovelace <alice@smime.example>");
        assertThat(header.first("Received")).isPresent();
    }

    private static DecryptionKey bob() throws IOException, GeneralSecurityException {
        String pem = new String(bytes("bob.p12"), StandardCharsets.US_ASCII).replaceAll("-----[^-]*-----", "");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Base64.getMimeDecoder().decode(pem)), "bob".toCharArray());
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, "bob".toCharArray());
        return new DecryptionKey("bob", (X509Certificate) store.getCertificate(alias), () -> key);
    }

    private static Content message(String file) throws IOException {
        return Content.of(bytes(file));
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ProtectedHeaderSamplesTest.class.getResourceAsStream("protectedheaders/" + file))) {
            return in.readAllBytes();
        }
    }
}
