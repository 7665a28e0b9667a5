package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.pki.CertificateLint;
import org.sealpost.pki.KeyHistory;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.RegistrationAuthority.Identity;
import org.sealpost.pki.door.ScepMessage;
import org.sealpost.pki.path.Distrust;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PathValidator;
import org.sealpost.pki.path.PolicyInputs;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.MalformedRevocation;
import org.sealpost.testkit.Patience;

/** The validator and the readers of lists and messages, given what a stranger made: no more than a second and 64 MiB for any. */
class CertificatesFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final KeyPair OF_THE_DOOR = KeyPairs.generate("RSA-2048");

    /** As many certificates as lie in a row: the first is judged, all others are helpers, and each is trusted. */
    @FuzzTest(maxDuration = "10m")
    void validator(byte[] bytes) throws Exception {
        Patience.expect(MalformedCertificate.class, () -> {
            List<PathCertificate> all = Rows.of(bytes).map(PathCertificate::of).toList();
            if (!all.isEmpty()) {
                PathValidator.validate(new ValidationRequest(
                        all.getFirst(),
                        all,
                        all.stream()
                                .map(one -> new ValidationRequest.Anchor(one, TrustGrant.whole(true, true)))
                                .toList(),
                        ChainPurpose.MAIL_SIGNING,
                        NOW,
                        NOW,
                        Optional.of("ann@example.org"),
                        PolicyInputs.ANY,
                        Distrust.none()));
            }
        });
    }

    @FuzzTest(maxDuration = "10m")
    void lint(byte[] bytes) throws Exception {
        Patience.expect(
                IllegalArgumentException.class,
                () -> Stream.of(CertificateLint.Kind.values())
                        .forEach(kind -> CertificateLint.examine(bytes, kind, KeyHistory.NONE)));
    }

    @FuzzTest(maxDuration = "10m")
    void crl(byte[] bytes) throws Exception {
        Patience.expect(MalformedRevocation.class, () -> {
            CrlIndex crl = CrlIndex.of(bytes);
            crl.find(crl.header().issuerKey(), BigInteger.ONE);
        });
    }

    /** Decrypting ends at the key, which is made anew each time. */
    @FuzzTest(maxDuration = "10m")
    void scepMessage(byte[] bytes) throws Exception {
        Identity identity = new Identity(OF_THE_DOOR.getPrivate(), List.<X509Certificate>of());
        Patience.expect(IllegalArgumentException.class, () -> ScepMessage.read(bytes, identity));
    }
}
