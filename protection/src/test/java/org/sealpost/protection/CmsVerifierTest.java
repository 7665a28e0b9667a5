package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.DLTaggedObject;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;

class CmsVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:03:20Z");
    private static final Content ENTITY =
            Content.of("Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII));

    private final DecryptionKey bob = bob();

    @Test
    void whatTheHouseSignsIsIntactAndTellsItsTime() throws IOException {
        CmsVerifier.Finding finding = check(signer());

        assertThat(finding)
                .isInstanceOfSatisfying(
                        CmsVerifier.Finding.Intact.class,
                        intact -> assertThat(intact.signedAt()).contains(NOW));
    }

    @Test
    void attributesSignedInDerMayComeInAnyOrder() throws IOException {
        SignerInfo signer = signer();

        SignerInfo shuffled =
                with(signer, reversed(signer), signer.getEncryptedDigest().getOctets());

        assertThat(check(shuffled)).isInstanceOf(CmsVerifier.Finding.Intact.class);
    }

    @Test
    void attributesSignedInTheOrderInWhichTheyCameAreIntactToo() throws IOException, GeneralSecurityException {
        SignerInfo signer = signer();
        ASN1Set order = reversed(signer);

        SignerInfo unsorted = with(signer, order, signature(bob.key().get(), order.getEncoded("DL")));

        assertThat(check(unsorted)).isInstanceOf(CmsVerifier.Finding.Intact.class);
    }

    @Test
    void aSignatureOverOtherAttributesIsNotIntact() throws IOException, GeneralSecurityException {
        SignerInfo signer = signer();
        ASN1Set less = new DLSet(reversed(signer).getObjectAt(0));

        SignerInfo changed = with(signer, reversed(signer), signature(bob.key().get(), less.getEncoded("DL")));

        assertThat(check(changed)).isInstanceOf(CmsVerifier.Finding.Altered.class);
    }

    private CmsVerifier.Finding check(SignerInfo signer) throws IOException {
        return CmsVerifier.check(new SignedEntity(ENTITY), signer, List.of(NamedCertificate.of(bob.certificate())));
    }

    private SignerInfo signer() throws IOException {
        SigningKey key = new SigningKey(bob.key().get(), bob.certificate(), List.of(), bob.certificate(), true);
        byte[] signature = CmsSigner.sign(ENTITY, key, NOW);
        return SignerInfo.getInstance(
                SignedData.getInstance(ContentInfo.getInstance(signature).getContent())
                        .getSignerInfos()
                        .getObjectAt(0));
    }

    private static ASN1Set reversed(SignerInfo signer) {
        List<ASN1Encodable> attributes =
                new ArrayList<>(List.of(signer.getAuthenticatedAttributes().toArray()));
        return new DLSet(attributes.reversed().toArray(ASN1Encodable[]::new));
    }

    private static SignerInfo with(SignerInfo signer, ASN1Set attributes, byte[] signature) {
        return SignerInfo.getInstance(new DLSequence(new ASN1Encodable[] {
            new ASN1Integer(1),
            signer.getSID(),
            signer.getDigestAlgorithm(),
            new DLTaggedObject(false, 0, attributes),
            signer.getDigestEncryptionAlgorithm(),
            new DEROctetString(signature)
        }));
    }

    private static byte[] signature(PrivateKey key, byte[] attributes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(attributes);
        return signature.sign();
    }

    static DecryptionKey bob() {
        try {
            return ThunderbirdSamplesTest.bob();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
