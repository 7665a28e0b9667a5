package org.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.pki.path.Distrust;
import org.sealpost.pki.path.Forge;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PathValidator;
import org.sealpost.pki.path.PolicyInputs;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.MalformedRevocation;
import org.sealpost.testkit.Patience;
import org.sealpost.testkit.Samples;

/**
 * Certificates, CRLs and files with bytes changed by chance: each becomes a typed failure or an answer, in time, and never one that
 * trusts what was changed. A longer run: {@code -Dfuzz.rounds=500}.
 */
class HostileBytesTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 2);
    private static final List<byte[]> CERTIFICATES = List.of(
            file("certs/GoodCACert.crt"),
            file("certs/nameConstraintsDN3CACert.crt"),
            file("certs/ValidPolicyMappingTest9EE.crt"),
            file("certs/ValiddeltaCRLTest2EE.crt"));
    private static final List<byte[]> CRLS = List.of(
            file("crls/GoodCACRL.crl"),
            file("crls/indirectCRLCA3cRLIssuerCRL.crl"),
            file("crls/deltaCRLCA1deltaCRL.crl"));

    private final Forge root = Forge.root("CN=Root");
    private final byte[] leaf = root.person("ann@partner.org").der();
    private final PathCertificate anchor = root.certificate();

    @Test
    void changedCertificatesAreReadOrRefused() {
        for (int round = 0; round < ROUNDS; round++) {
            Samples.forAll(
                    random -> mutated(random, CERTIFICATES),
                    bytes -> inTime(() -> {
                        try {
                            PathCertificate.of(bytes);
                        } catch (MalformedCertificate e) {
                            assertThat(e.getMessage()).isNotBlank();
                        }
                    }));
        }
    }

    @Test
    void noCertificateThatWasChangedIsTrusted() {
        for (int round = 0; round < ROUNDS; round++) {
            Samples.forAll(
                    random -> mutated(random, List.of(leaf)),
                    bytes -> inTime(() -> {
                        if (!Arrays.equals(bytes, leaf)) {
                            assertThat(isTrusted(bytes)).isFalse();
                        }
                    }));
        }
    }

    @Test
    void changedListsAreReadOrRefused() {
        for (int round = 0; round < ROUNDS; round++) {
            Samples.forAll(
                    random -> mutated(random, CRLS),
                    bytes -> inTime(() -> {
                        try {
                            CrlIndex crl = CrlIndex.of(bytes);
                            crl.find(crl.header().issuerKey(), java.math.BigInteger.ONE);
                        } catch (MalformedRevocation e) {
                            assertThat(e.getMessage()).isNotBlank();
                        }
                    }));
        }
    }

    @Test
    void changedFilesOfAnyKindAreSortedOrRefused() {
        List<byte[]> all = java.util.stream.Stream.concat(CERTIFICATES.stream(), CRLS.stream())
                .toList();
        for (int round = 0; round < ROUNDS; round++) {
            Samples.forAll(
                    random -> mutated(random, all),
                    bytes -> inTime(() -> {
                        try {
                            ForeignFile.read(bytes, new char[0]);
                        } catch (IllegalArgumentException e) {
                            assertThat(e.getMessage()).isNotBlank();
                        }
                    }));
        }
    }

    private boolean isTrusted(byte[] bytes) {
        try {
            return PathValidator.validate(new ValidationRequest(
                            PathCertificate.of(bytes),
                            List.of(),
                            List.of(new ValidationRequest.Anchor(anchor, TrustGrant.whole(true, true))),
                            ChainPurpose.MAIL_SIGNING,
                            Forge.NOW,
                            Forge.NOW,
                            Optional.empty(),
                            PolicyInputs.ANY,
                            Distrust.none()))
                    .isWhole();
        } catch (MalformedCertificate e) {
            return false;
        }
    }

    @SuppressWarnings("IllegalCatch") // What is thrown on a runnable's behalf is none of its own.
    private static void inTime(Runnable work) {
        try {
            Patience.expect(NoFailure.class, work::run);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever is thrown is found. */
    private static final class NoFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One to four changes: a byte, a length, a piece cut out, doubled or put elsewhere. */
    private static byte[] mutated(RandomGenerator random, List<byte[]> seeds) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = random.nextInt(1, 5); i > 0 && bytes.length > 8; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, random.nextInt(1, 24));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) (0x80 | random.nextInt(6));
                case 3 -> bytes = joined(bytes, at, new byte[0], at + length);
                case 4 -> bytes = joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
                default -> bytes = Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
        byte[] result = new byte[to + middle.length + bytes.length - from];
        System.arraycopy(bytes, 0, result, 0, to);
        System.arraycopy(middle, 0, result, to, middle.length);
        System.arraycopy(bytes, from, result, to + middle.length, bytes.length - from);
        return result;
    }

    private static byte[] file(String name) {
        try (InputStream in =
                Objects.requireNonNull(HostileBytesTest.class.getResourceAsStream("/pkits/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
