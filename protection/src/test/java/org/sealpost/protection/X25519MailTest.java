package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;

/** Mail to keys on Curve25519 (RFC 8418), read and written by Bouncy Castle as another program would. */
class X25519MailTest {
    private static final byte[] TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();

    @TempDir
    private Path folder;

    @BeforeAll
    static void installWhatTheHouseUses() {
        CryptoProviders.install();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheHouseEncryptsOpensForItselfAndForOthers(EncryptionFormat format) throws Exception {
        KeyPair pair = pair();
        X509Certificate certificate = certified(pair);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();

        CmsEncryptor.encrypt(content(), List.of(certificate), format, sealed);

        assertThat(opened(sealed.toByteArray(), certificate, pair.getPrivate())).isEqualTo(TEXT);
        assertThat(openedByOther(sealed.toByteArray(), format, pair.getPrivate()))
                .isEqualTo(TEXT);
        assertThatThrownBy(() -> opened(sealed.toByteArray(), certificate, pair().getPrivate()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sixteen bytes!!!"})
    void whatOthersEncryptOpensHere(String material) throws Exception {
        KeyPair pair = pair();
        X509Certificate certificate = certified(pair);
        KeyPair sender = KeyPairGenerator.getInstance("X25519", OTHER).generateKeyPair();
        JceKeyAgreeRecipientInfoGenerator recipient = new JceKeyAgreeRecipientInfoGenerator(
                        CMSAlgorithm.ECDH_HKDF_SHA256,
                        sender.getPrivate(),
                        sender.getPublic(),
                        CMSAlgorithm.AES256_WRAP)
                .setProvider(OTHER)
                .addRecipient(certificate);
        if (!material.isEmpty()) {
            recipient.setUserKeyingMaterial(material.getBytes(StandardCharsets.US_ASCII));
        }
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(recipient);
        CMSEnvelopedData made = generator.generate(
                new CMSProcessableByteArray(TEXT),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                        .setProvider(OTHER)
                        .build());

        assertThat(opened(made.getEncoded(), certificate, pair.getPrivate())).isEqualTo(TEXT);
    }

    @Test
    void aDerivationOfAnotherKindOfCurveIsNotAccepted() throws Exception {
        KeyPair pair = pair();
        X509Certificate certificate = certified(pair);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        CmsEncryptor.encrypt(content(), List.of(certificate), EncryptionFormat.CONSERVATIVE, sealed);
        byte[] bytes = sealed.toByteArray();
        // The last arc of dhSinglePass-stdDH-hkdf-sha256-scheme becomes one that nobody has given a meaning.
        byte[] scheme = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03, 0x13};
        int at = indexOf(bytes, scheme);
        bytes[at + scheme.length - 1] = 0x7f;

        assertThatThrownBy(() -> opened(bytes, certificate, pair.getPrivate()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static Content content() {
        return Content.of(TEXT);
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

    private static byte[] openedByOther(byte[] sealed, EncryptionFormat format, PrivateKey key) throws Exception {
        PrivateKey foreign =
                KeyFactory.getInstance("X25519", OTHER).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        if (format == EncryptionFormat.CONSERVATIVE) {
            RecipientInformation recipient =
                    new CMSEnvelopedData(sealed).getRecipientInfos().iterator().next();
            return recipient.getContent(new JceKeyAgreeEnvelopedRecipient(foreign).setProvider(OTHER));
        }
        RecipientInformation recipient =
                new CMSAuthEnvelopedData(sealed).getRecipientInfos().iterator().next();
        return recipient.getContent(new JceKeyAgreeAuthEnvelopedRecipient(foreign).setProvider(OTHER));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("X25519").generateKeyPair();
    }

    private static X509Certificate certified(KeyPair pair) throws Exception {
        KeyPair authority = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Instant now = Instant.parse("2026-11-22T02:03:20Z");
        return Jca.certificate(new X509v3CertificateBuilder(
                        new X500Name("CN=Authority"),
                        BigInteger.TEN,
                        Date.from(now),
                        Date.from(now.plus(Duration.ofDays(30))),
                        new X500Name("CN=Bob"),
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
                .getEncoded());
    }
}
