package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMEAttributes;
import org.bouncycastle.asn1.smime.SMIMECapabilities;
import org.bouncycastle.asn1.smime.SMIMECapability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;

/** What a signature of the house tells besides the content (RFC 8551 section 2.5, RFC 5035). */
class CmsSignerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Person ANN = Person.of("CN=Ann", "email:ann@example.org");
    private static final Person FOR_ANSWERS = Person.of("CN=Ann, OU=Encryption", "email:ann@example.org");
    private static final Person ISSUER = Person.of("CN=Issuer");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachAttributeIsThereOnceWithOneValueInDer() throws IOException {
        SignerInfo signer = signer(signed(true));

        List<ASN1ObjectIdentifier> types = new ArrayList<>();
        for (ASN1Encodable element : signer.getAuthenticatedAttributes()) {
            Attribute attribute = Attribute.getInstance(element);
            types.add(attribute.getAttrType());
            assertThat(attribute.getAttrValues().size()).isOne();
        }
        assertThat(types)
                .containsExactlyInAnyOrder(
                        CMSAttributes.contentType,
                        CMSAttributes.signingTime,
                        CMSAttributes.messageDigest,
                        CMSAttributes.cmsAlgorithmProtect,
                        SMIMEAttributes.smimeCapabilities,
                        SMIMEAttributes.encrypKeyPref,
                        PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        assertThat(signer.getEncoded()).isEqualTo(signer.getEncoded(ASN1Encoding.DER));
    }

    @Test
    void itTellsWhatTheHouseOpensAndNothingMore() throws IOException {
        assertThat(capabilities(signed(true)))
                .containsExactly(
                        NISTObjectIdentifiers.id_aes256_GCM,
                        NISTObjectIdentifiers.id_aes256_CBC,
                        NISTObjectIdentifiers.id_aes128_CBC);
        assertThat(capabilities(signed(false)))
                .containsExactly(NISTObjectIdentifiers.id_aes256_CBC, NISTObjectIdentifiers.id_aes128_CBC);
    }

    @Test
    void itNamesTheCertificateForAnswersAndBindsTheOneThatSigned() throws IOException {
        SignerInfo signer = signer(signed(true));

        IssuerAndSerialNumber preferred = IssuerAndSerialNumber.getInstance(
                ((org.bouncycastle.asn1.ASN1TaggedObject) value(signer, SMIMEAttributes.encrypKeyPref))
                        .getBaseUniversal(false, org.bouncycastle.asn1.BERTags.SEQUENCE));
        byte[] bound = SigningCertificateV2.getInstance(value(signer, PKCSObjectIdentifiers.id_aa_signingCertificateV2))
                .getCerts()[0]
                .getCertHash();
        assertThat(preferred.getSerialNumber().getValue())
                .isEqualTo(FOR_ANSWERS.certificate().getSerialNumber());
        assertThat(bound).isEqualTo(Jca.digest("SHA-256").digest(ANN.der()));
    }

    @Test
    void theChainGoesAlongAndTheHeaderNamesTheDigest() throws IOException {
        SignedData data = data(signed(true));

        assertThat(data.getCertificates().size()).isEqualTo(3);
        Content message = new Smime(folder, question -> new ChainVerdict.Trusted())
                .sign(
                        Content.of("From: ann@example.org\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII)),
                        key(true),
                        NOW);
        assertThat(new String(message.bytes(1 << 16), StandardCharsets.US_ASCII))
                .contains("micalg=sha-256;");
        assertThat(data.getDigestAlgorithms().getObjectAt(0).toString()).contains("2.16.840.1.101.3.4.2.1");
    }

    private static SigningKey key(boolean readsAuthenticated) {
        return new SigningKey(
                ANN.keys().getPrivate(),
                ANN.certificate(),
                List.of(ISSUER.certificate()),
                FOR_ANSWERS.certificate(),
                readsAuthenticated);
    }

    private static byte[] signed(boolean readsAuthenticated) throws IOException {
        return CmsSigner.sign(Content.of(new byte[] {'x'}), key(readsAuthenticated), NOW);
    }

    private static SignedData data(byte[] cms) {
        return SignedData.getInstance(ContentInfo.getInstance(cms).getContent());
    }

    private static SignerInfo signer(byte[] cms) {
        return SignerInfo.getInstance(data(cms).getSignerInfos().getObjectAt(0));
    }

    private static ASN1Encodable value(SignerInfo signer, ASN1ObjectIdentifier type) {
        return Arrays.stream(signer.getAuthenticatedAttributes().toArray())
                .map(Attribute::getInstance)
                .filter(one -> one.getAttrType().equals(type))
                .findFirst()
                .orElseThrow()
                .getAttrValues()
                .getObjectAt(0);
    }

    private static List<ASN1ObjectIdentifier> capabilities(byte[] cms) {
        SMIMECapabilities capabilities =
                SMIMECapabilities.getInstance(value(signer(cms), SMIMEAttributes.smimeCapabilities));
        List<ASN1ObjectIdentifier> found = new ArrayList<>();
        for (Object one : capabilities.getCapabilities(null)) {
            found.add(((SMIMECapability) one).getCapabilityID());
        }
        return found;
    }
}
