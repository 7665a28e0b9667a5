package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thunderbird with the keys of one of our people, both ways: what it makes is read here, what is made here it shows as good. */
class ThunderbirdTest {
    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());
    private static final Thunderbird THUNDERBIRD = Thunderbird.start();
    private static final String ALICE = Demo.address("alice");
    private static final String BOB = Demo.address("bob");

    @BeforeAll
    static void setUp() throws IOException {
        Path file = DEMO.data().resolve("alice.p12");
        String password = DEMO.takeKeys(ALICE, file);
        THUNDERBIRD.run(
                Thunderbird.script("account"),
                Files.readString(DEMO.ca()),
                file.toString(),
                password,
                ALICE,
                DEMO.password("alice"),
                DEMO.port("imaps"),
                DEMO.port("submissions"));
        assertThat(THUNDERBIRD
                        .run(Thunderbird.script("recipient"), DEMO.certificate(BOB), BOB)
                        .asBoolean())
                .isTrue();
    }

    @AfterAll
    static void stop() {
        THUNDERBIRD.close();
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void whatItSignsAndEncryptsIsOpenedAndItsSignatureIsGood() {
        int before = DEMO.count("bob");

        JsonNode sent = THUNDERBIRD.run(
                Thunderbird.script("send"), ALICE, BOB, "from Thunderbird", "Grüße\r\nFrom here on\r\n", true, true);

        assertThat(sent.get("status").asLong()).as(sent.toString()).isZero();
        String got = new String(DEMO.newest("bob", before + 1), StandardCharsets.UTF_8);
        assertThat(got).contains("smime=pass", "X-Sealpost-Encryption:", "multipart/signed");
    }

    @Test
    void whatItOnlySignsOrOnlyEncryptsIsTakenAsItIs() {
        int before = DEMO.count("bob");
        THUNDERBIRD.run(Thunderbird.script("send"), ALICE, BOB, "signed only", "signed\r\n", true, false);
        String signed = new String(DEMO.newest("bob", before + 1), StandardCharsets.UTF_8);
        THUNDERBIRD.run(Thunderbird.script("send"), ALICE, BOB, "sealed only", "sealed\r\n", false, true);
        String sealed = new String(DEMO.newest("bob", before + 2), StandardCharsets.UTF_8);

        assertThat(signed).contains("smime=pass", "signed");
        assertThat(sealed).contains("sealed", "X-Sealpost-Encryption:").doesNotContain("smime=pass");
    }

    @Test
    void itShowsOurSignatureAsGood() {
        DEMO.submit("bob", List.of(ALICE), "--header", "Subject: from the house", "--body", "signed by the house");

        JsonNode shown = THUNDERBIRD.run(Thunderbird.script("read"), ALICE, "from the house");

        assertThat(shown.get("text").asText()).contains("signed by the house");
        assertThat(shown.get("signed").asText())
                .as(shown.toString())
                .contains("ok")
                .doesNotContain("not");
    }

    @Test
    void itOpensWhatIsStoredSealedAndShowsTheSignatureInside() {
        DEMO.done("storage", "seal", "user " + ALICE);
        try {
            DEMO.submit("bob", List.of(ALICE), "--header", "Subject: for her alone", "--body", "opened by her program");

            JsonNode shown = THUNDERBIRD.run(Thunderbird.script("read"), ALICE, "for her alone");

            assertThat(shown.get("text").asText()).contains("opened by her program");
            assertThat(shown.get("encrypted").asText())
                    .as(shown.toString())
                    .contains("ok")
                    .doesNotContain("not");
            assertThat(shown.get("signed").asText())
                    .as(shown.toString())
                    .contains("ok")
                    .doesNotContain("not");
        } finally {
            DEMO.done("storage", "open", "user " + ALICE);
        }
    }
}
