package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.testkit.Patience;

/** Whatever others found worth testing with gives a result, in bounds of time and memory (corpus/ORIGIN.txt). */
class CorpusTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private record Sample(String name, byte[] bytes) {}

    @Test
    void everyFileOfTheCorporaGivesAResultInBounds() throws Exception {
        List<Sample> samples = samples();

        assertThat(samples).hasSizeGreaterThan(700);
        for (Sample sample : samples) {
            expectResult(sample.name(), Content.of(sample.bytes()));
            expectResult(sample.name() + " as CMS", asCms("application/pkcs7-mime", sample.bytes()));
        }
    }

    private void expectResult(String name, Content message) {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());
        DecryptionKey bob = CmsVerifierTest.bob();
        try {
            Patience.expect(IOException.class, () -> {
                LayeredMessage found =
                        smime.layers(message, Optional.of(() -> List.of(bob)), new VerifiedFor(NOW, Optional.empty()));
                found.readable().bytes(1 << 24);
            });
        } catch (Exception | AssertionError | StackOverflowError e) {
            throw new AssertionError(name, e);
        }
    }

    private static Content asCms(String type, byte[] bytes) {
        return Content.of(("From: a@example.org\r\nContent-Type: " + type
                        + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(bytes) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(CorpusTest.class.getResourceAsStream("corpus/mail.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                samples.add(new Sample(entry.getName(), zip.readAllBytes()));
            }
        }
        return samples;
    }
}
