package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.testkit.Samples;

class Base64DecodingTest {
    private record Sample(String text, int blockBytes) {}

    @Test
    void readsDamagedTextAsJavasDecoderForMimeDoes() {
        Samples.forAll(Base64DecodingTest::sample, sample -> {
            byte[] encoded = sample.text.getBytes(StandardCharsets.ISO_8859_1);

            String found = decoded(() -> Base64Decoding.open(Content.of(encoded), sample.blockBytes));

            assertThat(found).isEqualTo(decoded(() -> Base64.getMimeDecoder().wrap(new ByteArrayInputStream(encoded))));
        });
    }

    private static Sample sample(RandomGenerator random) {
        byte[] octets = new byte[random.nextInt(300)];
        random.nextBytes(octets);
        StringBuilder text = new StringBuilder(Base64.getMimeEncoder().encodeToString(octets));
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, '=');
                case 1 -> text.insert(at, (char) random.nextInt(256));
                case 2 -> text.setLength(at);
                case 3 -> text.delete(at, Math.min(text.length(), at + 1));
                default -> text.insert(at, "\n -\u00ff");
            }
        }
        return new Sample(text.toString(), 1 + random.nextInt(random.nextBoolean() ? 8 : 400));
    }

    private interface Opener {
        InputStream open() throws IOException;
    }

    private static String decoded(Opener opener) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        try (InputStream in = opener.open()) {
            in.transferTo(decoded);
        } catch (IOException e) {
            return "unreadable";
        }
        return HexFormat.of().formatHex(decoded.toByteArray());
    }
}
