package org.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Domain;
import org.sealpost.pki.IssuedCertificates.Revocation;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.testkit.Samples;

/** The list that is written byte by byte is the one that a library would have built. */
class CrlEncoderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Authority SIGNER = signer();

    @Test
    void isByteForByteWhatALibraryBuildsForAnyEntries() {
        Samples.forAll(CrlEncoderTest::revocations, revocations -> {
            byte[] ours = encode(revocations);

            assertThat(content(ours)).isEqualTo(content(built(revocations)));
        });
    }

    @Test
    void isReadAndVerifiedByTheJdk() throws GeneralSecurityException {
        List<Revocation> revocations = List.of(
                new Revocation(BigInteger.valueOf(127), NOW, RevocationReason.KEY_COMPROMISE),
                new Revocation(BigInteger.ONE.shiftLeft(126), NOW, RevocationReason.UNSPECIFIED),
                new Revocation(BigInteger.TEN, Instant.parse("2050-01-01T00:00:00Z"), RevocationReason.SUPERSEDED));

        X509CRL crl = parsed(encode(revocations));

        crl.verify(SIGNER.certificate().getPublicKey());
        assertThat(crl.getRevokedCertificates()).hasSize(3);
        X509CRLEntry entry = crl.getRevokedCertificate(BigInteger.TEN);
        assertThat(entry.getRevocationDate().toInstant()).isEqualTo("2050-01-01T00:00:00Z");
        assertThat(entry.getRevocationReason()).isEqualTo(CRLReason.SUPERSEDED);
    }

    @Test
    void theIndexSaysOfEachEntryWhatTheJdkSays() {
        Samples.forAll(CrlEncoderTest::revocations, revocations -> {
            byte[] list = encode(revocations);
            X509CRL crl = parsed(list);
            CrlIndex index = CrlIndex.of(list);

            for (Revocation revocation : revocations) {
                CrlIndex.Entry found = index.find(index.header().issuerKey(), revocation.serial())
                        .orElseThrow();
                X509CRLEntry entry = crl.getRevokedCertificate(revocation.serial());
                assertThat(found.revokedAt())
                        .isEqualTo(entry.getRevocationDate().toInstant());
                assertThat(found.reason().map(RevocationReason::code))
                        .isEqualTo(Optional.ofNullable(entry.getRevocationReason())
                                .map(CRLReason::ordinal)
                                .or(() -> Optional.of(0)));
            }
            assertThat(index.find(index.header().issuerKey(), BigInteger.ZERO)).isEmpty();
        });
    }

    @Test
    void anEmptyListHasNoEntriesAtAll() throws GeneralSecurityException {
        X509CRL crl = parsed(encode(List.of()));

        crl.verify(SIGNER.certificate().getPublicKey());
        assertThat(crl.getRevokedCertificates()).isNull();
    }

    private static List<Revocation> revocations(RandomGenerator random) {
        List<Revocation> revocations = new ArrayList<>();
        int count = random.nextInt(200);
        RevocationReason[] reasons = RevocationReason.values();
        for (int i = 0; i < count; i++) {
            byte[] serial = new byte[3 + random.nextInt(18)];
            random.nextBytes(serial);
            revocations.add(new Revocation(
                    new BigInteger(1, serial).max(BigInteger.ONE),
                    NOW.minus(Duration.ofSeconds(random.nextInt(3))).plus(Duration.ofDays(random.nextInt(20_000))),
                    reasons[random.nextInt(reasons.length)]));
        }
        return revocations;
    }

    private static byte[] encode(List<Revocation> revocations) {
        return CrlEncoder.encode(SIGNER, NOW, NOW.plus(Duration.ofDays(7)), revocations, extensions());
    }

    private static byte[] built(List<Revocation> revocations) {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(SIGNER.subject(), Date.from(NOW));
        builder.setNextUpdate(Date.from(NOW.plus(Duration.ofDays(7))));
        for (Revocation revocation : revocations) {
            builder.addCRLEntry(
                    revocation.serial(),
                    Date.from(revocation.at()),
                    revocation.reason().code());
        }
        try {
            builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(7));
            return builder.build(SIGNER.signer()).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but the signature, which is another one each time. */
    private static byte[] content(byte[] crl) {
        try {
            return parsed(crl).getTBSCertList();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509CRL parsed(byte[] crl) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(crl));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Extensions extensions() {
        try {
            ExtensionsGenerator generator = new ExtensionsGenerator();
            generator.addExtension(Extension.cRLNumber, false, new ASN1Integer(7));
            return generator.generate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Authority signer() {
        PkiConfig config = new PkiConfig(new Domain("example.org"), "Example", URI.create("http://pki.example.org"));
        AuthorityProfile profile = new AuthorityProfile(config);
        KeyPair key = KeyPairs.generate("EC-P256");
        byte[] der = new SelfSigned(
                        profile.root(
                                AuthorityProfile.Subject.of(profile.name("Root CA"), key.getPublic()),
                                NOW,
                                NOW.plus(Duration.ofDays(3650))),
                        AuthorityKeys.soft(key.getPrivate(), SignatureScheme.ECDSA_SHA256))
                .sign();
        return Authority.usual("root", CertificateAuthority.certificate(der), key.getPrivate());
    }
}
