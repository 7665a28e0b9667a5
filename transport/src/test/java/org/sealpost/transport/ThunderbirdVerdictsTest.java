package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.policy.MessageSecurityFacts;
import org.sealpost.policy.MessageSecurityPolicy;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.LayeredMessage;
import org.sealpost.protection.Smime;
import org.sealpost.protection.VerifiedFor;

/** The 68 messages with which Thunderbird tests its S/MIME, and its verdicts; where ours differ, differences.csv argues. */
class ThunderbirdVerdictsTest {
    private static final char[] PASSWORD = "nss".toCharArray();
    private static final Instant RECEIVED = Instant.parse("2026-11-21T12:00:00Z");
    private static final Map<String, Verdict> DIFFERENCES = rows("differences.csv")
            .map(row -> new Verdict(row[0], row[1], row[2], row[3], "-", "-"))
            .collect(Collectors.toMap(Verdict::file, Function.identity()));

    @TempDir
    private Path folder = Path.of("");

    record Verdict(String file, String encrypted, String signed, String good, String signer, String text) {}

    static Stream<Verdict> verdicts() {
        return rows("verdicts.csv").map(row -> new Verdict(row[0], row[1], row[2], row[3], row[4], row[5]));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void theVerdictIsThunderbirdsOrIsArgued(Verdict expected) throws Exception {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted());

        LayeredMessage found = smime.layers(
                message(expected.file()),
                Optional.of(ThunderbirdVerdictsTest::keys),
                new VerifiedFor(RECEIVED, Optional.empty()));

        MessageSecurity security = MessageSecurityPolicy.decide(
                        new MessageSecurityFacts(found.layers(), found.partsProtectedAlone()))
                .verdict();
        Verdict argued = DIFFERENCES.getOrDefault(expected.file(), expected);
        assertThat(words(security)).as(found.layers().toString()).isEqualTo(words(argued));
        if (security.authorship() instanceof Authorship.Good good) {
            assertThat(good.signer().localPart()).isEqualToIgnoringCase(expected.signer());
        }
        if (!expected.text().equals("-")) {
            assertThat(text(found.readable())).contains(expected.text());
        }
    }

    @Test
    void everyArgumentIsAboutAVerdictThatReallyDiffers() {
        Map<String, Verdict> theirs = verdicts().collect(Collectors.toMap(Verdict::file, Function.identity()));

        assertThat(theirs).hasSize(68);
        assertThat(DIFFERENCES.values())
                .allSatisfy(ours ->
                        assertThat(words(ours)).isNotEqualTo(words(Objects.requireNonNull(theirs.get(ours.file())))));
    }

    private static String words(Verdict verdict) {
        return "encrypted " + verdict.encrypted() + ", signed " + verdict.signed() + ", good " + verdict.good();
    }

    private static String words(MessageSecurity security) {
        boolean signed = !(security.authorship() instanceof Authorship.Unsigned);
        return "encrypted " + (security.secrecy() != Secrecy.CLEAR) + ", signed " + signed + ", good "
                + (security.authorship() instanceof Authorship.Good);
    }

    private static List<DecryptionKey> keys() {
        List<DecryptionKey> keys = new ArrayList<>();
        for (String file : List.of("Bob.p12", "Fran.p12", "Fran-ec.p12")) {
            keys.add(key(file));
        }
        return keys;
    }

    private static DecryptionKey key(String file) {
        try (InputStream in = resource(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            String alias = store.aliases().nextElement();
            PrivateKey key = (PrivateKey) store.getKey(alias, PASSWORD);
            return new DecryptionKey(file, (X509Certificate) store.getCertificate(alias), () -> key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String[]> rows(String file) {
        try (InputStream in = resource(file)) {
            return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1))
                    .skip(1)
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split("; ", -1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Content message(String file) throws IOException {
        try (InputStream in = resource(file)) {
            return Content.of(in.readAllBytes());
        }
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 20), StandardCharsets.ISO_8859_1);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ThunderbirdVerdictsTest.class.getResourceAsStream("thunderbird/" + name));
    }
}
