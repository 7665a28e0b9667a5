package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEMAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEMEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEMRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;

/** Mail with the newer kinds of keys, read and written by Bouncy Castle as another program would. */
class KeyKindsMailTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:03:20Z");
    private static final byte[] TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Content ENTITY = Content.of(TEXT);
    private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();

    @TempDir
    private Path folder;

    @BeforeAll
    static void installWhatTheHouseUses() {
        CryptoProviders.install();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
    void whatTheHouseSignsIsIntactForItselfAndForOthers(String kind) throws Exception {
        KeyPair pair = pair(kind);
        X509Certificate certificate = certified(pair);
        SigningKey key = new SigningKey(pair.getPrivate(), certificate, List.of(), certificate, true);

        byte[] signature = CmsSigner.sign(ENTITY, key, NOW);

        SignerInfo signer = SignerInfo.getInstance(
                SignedData.getInstance(ContentInfo.getInstance(signature).getContent())
                        .getSignerInfos()
                        .getObjectAt(0));
        assertThat(CmsVerifier.check(new SignedEntity(ENTITY), signer, List.of(NamedCertificate.of(certificate))))
                .isInstanceOf(CmsVerifier.Finding.Intact.class);
        assertThat(CmsVerifier.check(
                        new SignedEntity(Content.of(
                                "Content-Type: text/plain\r\n\r\nBye\r\n".getBytes(StandardCharsets.US_ASCII))),
                        signer,
                        List.of(NamedCertificate.of(certificate))))
                .isInstanceOf(CmsVerifier.Finding.Altered.class);
        SignerInformation other = new CMSSignedData(new CMSProcessableByteArray(TEXT), signature)
                .getSignerInfos()
                .iterator()
                .next();
        assertThat(other.verify(new JcaSimpleSignerInfoVerifierBuilder()
                        .setProvider(OTHER)
                        .build(foreign(certificate))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"})
    void whatTheHouseEncryptsOpensForItselfAndForOthers(String kind) throws Exception {
        KeyPair pair = pair(kind);
        X509Certificate certificate = certified(pair);

        for (EncryptionFormat format : EncryptionFormat.values()) {
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            CmsEncryptor.encrypt(ENTITY, List.of(certificate), format, sealed);

            assertThat(opened(sealed.toByteArray(), certificate, pair.getPrivate()))
                    .isEqualTo(TEXT);
            assertThat(openedByOther(sealed.toByteArray(), format, pair.getPrivate()))
                    .isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"})
    void whatOthersEncryptOpensHereWithThePrivateKeyAsItIsStored(String kind) throws Exception {
        KeyPair pair = pair(kind);
        X509Certificate certificate = certified(pair);
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(
                new JceKEMRecipientInfoGenerator(foreign(certificate), CMSAlgorithm.AES256_WRAP)
                        .setKDF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_hkdf_with_sha256))
                        .setProvider(OTHER));
        CMSEnvelopedData made = generator.generate(
                new CMSProcessableByteArray(TEXT),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                        .setProvider(OTHER)
                        .build());
        PrivateKey stored = KeyFactory.getInstance(pair.getPrivate().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded()));

        assertThat(opened(made.getEncoded(), certificate, stored)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-768"})
    void anotherKeyOfTheKindDoesNotOpenIt(String kind) throws Exception {
        X509Certificate certificate = certified(pair(kind));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        CmsEncryptor.encrypt(ENTITY, List.of(certificate), EncryptionFormat.AUTHENTICATED, sealed);

        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        opened(sealed.toByteArray(), certificate, pair(kind).getPrivate()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    private byte[] opened(byte[] sealed, X509Certificate certificate, PrivateKey key)
            throws IOException, GeneralSecurityException {
        Spool spool = new Spool(folder, sealed.length);
        CmsOpener opener = new CmsOpener(
                new ByteArrayInputStream(sealed),
                sealed.length,
                List.of(new DecryptionKey("", certificate, () -> key)),
                spool);
        assertThat(opener.open()).isPresent();
        try (InputStream in = spool.content().open()) {
            return in.readAllBytes();
        }
    }

    private static byte[] openedByOther(byte[] sealed, EncryptionFormat format, PrivateKey key)
            throws CMSException, GeneralSecurityException {
        PrivateKey foreign =
                KeyFactory.getInstance("ML-KEM", OTHER).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        if (format == EncryptionFormat.CONSERVATIVE) {
            RecipientInformation recipient =
                    new CMSEnvelopedData(sealed).getRecipientInfos().iterator().next();
            return recipient.getContent(new JceKEMEnvelopedRecipient(foreign).setProvider(OTHER));
        }
        RecipientInformation recipient =
                new CMSAuthEnvelopedData(sealed).getRecipientInfos().iterator().next();
        return recipient.getContent(new JceKEMAuthEnvelopedRecipient(foreign).setProvider(OTHER));
    }

    private static KeyPair pair(String kind) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(kind).generateKeyPair();
    }

    /** The same certificate, read by Bouncy Castle. */
    private static X509Certificate foreign(X509Certificate certificate) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509", OTHER)
                .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
    }

    private static X509Certificate certified(KeyPair pair)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair authority = KeyPairGenerator.getInstance("EC").generateKeyPair();
        byte[] der = new X509v3CertificateBuilder(
                        new X500Name("CN=Authority"),
                        BigInteger.TEN,
                        Date.from(NOW),
                        Date.from(NOW.plus(Duration.ofDays(30))),
                        new X500Name("CN=Bob"),
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
                .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
