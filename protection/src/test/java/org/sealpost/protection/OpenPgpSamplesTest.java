package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Content;
import org.sealpost.protection.openpgp.KeyWorkshop;
import org.sealpost.protection.openpgp.Reading.SecretSource;

/** Messages with which others test themselves (src/test/resources/.../openpgp/ORIGIN.txt). */
class OpenPgpSamplesTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final KeyWorkshop workshop = new KeyWorkshop();

    @ParameterizedTest
    @CsvSource({
        "alice-signed, CLEAR, Valid",
        "alice-utf, CLEAR, Valid",
        "signed-by-0x3099ff1238852b9f-to-0xf231550c4f47e38e-unencrypted, CLEAR, Valid",
        "signed-by-0xfbfcc82a015e7330-to-0xf231550c4f47e38e-unencrypted, CLEAR, Valid",
        "signed-by-0xfbfcc82a015e7330-to-0xf231550c4f47e38e-unencrypted-with-key, CLEAR, Valid",
        "signed-by-0xfbfcc82a015e7330-encrypted-to-0xf231550c4f47e38e, OPENED, Valid",
        "signed-by-0xfbfcc82a015e7330-encrypted-to-0xf231550c4f47e38e-with-key, OPENED, Valid",
        "signed-by-0x3099ff1238852b9f-encrypted-to-0xf231550c4f47e38e, OPENED, Valid",
        "signed-by-0xfbfcc82a015e7330-encrypted-to-0xf231550c4f47e38e-multi-from, OPENED, OtherAuthor",
        "unsigned-encrypted-to-0xf231550c4f47e38e-from-0x3099ff1238852b9f, OPENED, none",
        "unsigned-encrypted-to-0xf231550c4f47e38e-from-0xfbfcc82a015e7330, OPENED, none",
        "encrypted-to-alice-as-hidden-recipient, OPENED, none",
        "unsigned-unencrypted-from-bob-to-alice, CLEAR, none",
        "signed-inline-indented, CLEAR, Valid",
        "bob-to-alice-signed-damaged-signature, CLEAR, Altered",
        "openpgp__stripped_sig, CLEAR, none",
        "sigspoof-git-commit, CLEAR, none",
        "enc-to-carol@pgp.icu-revoked, NO_KEY, none",
        "partial-encrypt-for-alice-plaintext, CLEAR, none",
        "pgpmime-signed, CLEAR, Valid",
    })
    void givesTheVerdictThatTheirReadersShow(String name, String encryption, String signature) throws Exception {
        Outcome outcome = read(name + ".eml", List.of(secret("alice@openpgp.example-0xf231550c4f47e38e-secret.asc")));

        assertThat(outcome.encryption).isEqualTo(encryption);
        assertThat(outcome.signature).isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({"pgpmime-sign+enc, Valid", "pgpmime-sign+enc+legacy-disp, Valid", "pgpmime-enc+legacy-disp, none"})
    void opensTheSamplesOfProtectedHeaders(String name, String signature) throws Exception {
        Outcome outcome = read(name + ".eml", List.of(secret("bob@openpgp.example.sec.asc")));

        assertThat(outcome.encryption).isEqualTo("OPENED");
        assertThat(outcome.signature).isEqualTo(signature);
    }

    @Test
    void readsAKeyOfVersionSix() throws Exception {
        OpenPgpKey key = workshop.readPublic(bytes("pgp-v6-pub.asc"), Vouching.SEEN, "test", RECEIVED)
                .getFirst();

        assertThat(key.facts().version()).isEqualTo(6);
        assertThat(key.facts().fingerprint()).hasSize(64);
        // It names nobody, so nobody's mail is encrypted to it.
        assertThat(key.facts().uses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"invalid-pubkey-nosigs.pgp", "expired-enc-subkey.pub.asc"})
    void encryptsToNoKeyWithoutAGoodSubkey(String file) throws Exception {
        List<OpenPgpKey> keys;
        try {
            keys = workshop.readPublic(bytes(file), Vouching.SEEN, "test", RECEIVED);
        } catch (IllegalArgumentException e) {
            keys = List.of();
        }

        assertThat(keys)
                .allSatisfy(key -> assertThat(
                                key.facts().isUsableFor(org.sealpost.identity.CertificateUse.ENCRYPT, RECEIVED))
                        .isFalse());
    }

    private record Outcome(String encryption, String signature) {}

    private Outcome read(String file, List<SecretSource> secrets) throws IOException {
        OpenPgp openPgp = new OpenPgp(folder);
        Content message = Content.of(bytes(file));
        OpenPgp.Read read = openPgp.open(message, secrets);
        Content readable = read.opening() instanceof Opening.Opened opened ? opened.content() : message;
        Optional<OpenPgpSigned> signed = read.signed().or(() -> openPgp.signed(readable));
        List<OpenPgpKey> known = known();
        return new Outcome(
                switch (read.opening()) {
                    case Opening.Opened opened -> "OPENED";
                    case Opening.NotEncrypted() -> "CLEAR";
                    case Opening.NoKey() -> "NO_KEY";
                    case Opening.Unreadable() -> "UNREADABLE";
                },
                signed.map(one -> one.verify(
                                        id -> known.stream()
                                                .filter(key -> key.keyIds().contains(id))
                                                .toList(),
                                        RECEIVED)
                                .check()
                                .getClass()
                                .getSimpleName())
                        .orElse("none"));
    }

    private List<OpenPgpKey> known() throws IOException {
        List<OpenPgpKey> known = new ArrayList<>();
        for (String name : List.of(
                "alice@openpgp.example-0xf231550c4f47e38e-pub.asc",
                "bob@openpgp.example-0xfbfcc82a015e7330-pub.asc",
                "carol@example.com-0x3099ff1238852b9f-pub.asc")) {
            known.addAll(workshop.readPublic(bytes(name), Vouching.ADMINISTRATOR, "test", RECEIVED));
        }
        return known;
    }

    private SecretSource secret(String file) throws IOException {
        Made made = workshop.read(bytes(file), new char[0], "test", RECEIVED);
        return GnuPgTest.source(made);
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(OpenPgpSamplesTest.class.getResourceAsStream("openpgp/" + file), file)) {
            return in.readAllBytes();
        }
    }
}
