package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.SignatureCheck;

/** Structures in which one program checks this and another shows that. Each is made around a signature that is right. */
class CmsConfusionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] ENTITY = "Content-Type: text/plain\r\n\r\nHello".getBytes(StandardCharsets.US_ASCII);
    private static final AlgorithmIdentifier SHA_256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

    @TempDir
    private Path folder = Path.of("");

    private final Person ann = Person.of("CN=Ann", "email:ann@example.org");

    @Test
    void theStructureItselfIsGoodAsLongAsNothingIsWrong() throws Exception {
        assertThat(check(signed(List.of(signer(attributes(), null)), null))).isInstanceOf(SignatureCheck.Valid.class);
    }

    @Test
    void aSecondContentInADetachedSignatureIsRefused() throws Exception {
        assertThat(check(signed(List.of(signer(attributes(), null)), ENTITY)))
                .isInstanceOf(SignatureCheck.Unreadable.class);
    }

    @Test
    void aSignatureWithoutASignerSaysNothing() throws Exception {
        assertThat(check(signed(List.of(), null))).isInstanceOf(SignatureCheck.Unreadable.class);
    }

    @Test
    void oneBadSignerSpoilsAGoodOneWhicheverComesFirst() throws Exception {
        SignerInfo good = signer(attributes(), null);
        SignerInfo bad = signer(attributes(), null, "something else".getBytes(StandardCharsets.US_ASCII));

        assertThat(check(signed(List.of(good, bad), null))).isInstanceOf(SignatureCheck.Altered.class);
        assertThat(check(signed(List.of(bad, good), null))).isInstanceOf(SignatureCheck.Altered.class);
    }

    @Test
    void doubledAttributesAreRefused() throws Exception {
        for (ASN1ObjectIdentifier type :
                List.of(CMSAttributes.contentType, CMSAttributes.messageDigest, CMSAttributes.signingTime)) {
            List<Attribute> doubled = new ArrayList<>(attributes());
            doubled.add(doubled.stream()
                    .filter(one -> one.getAttrType().equals(type))
                    .findFirst()
                    .orElseThrow());

            assertThat(check(signed(List.of(signer(doubled, null)), null)))
                    .isInstanceOf(SignatureCheck.Unreadable.class);
        }
    }

    @Test
    void twoDigestsInOneAttributeAreRefused() throws Exception {
        List<Attribute> two = new ArrayList<>(attributes());
        two.removeIf(one -> one.getAttrType().equals(CMSAttributes.messageDigest));
        ASN1EncodableVector values = new ASN1EncodableVector();
        values.add(new DEROctetString(Jca.digest("SHA-256").digest(ENTITY)));
        values.add(new DEROctetString(new byte[32]));
        two.add(new Attribute(CMSAttributes.messageDigest, new DERSet(values)));

        assertThat(check(signed(List.of(signer(two, null)), null))).isInstanceOf(SignatureCheck.Unreadable.class);
    }

    @Test
    void aMissingContentTypeOrDigestIsRefused() throws Exception {
        for (ASN1ObjectIdentifier type : List.of(CMSAttributes.contentType, CMSAttributes.messageDigest)) {
            List<Attribute> less = new ArrayList<>(attributes());
            less.removeIf(one -> one.getAttrType().equals(type));

            assertThat(check(signed(List.of(signer(less, null)), null))).isInstanceOf(SignatureCheck.Unreadable.class);
        }
    }

    @Test
    void attributesThatMustBeSignedDoNotCountUnsigned() throws Exception {
        for (Attribute one : attributes()) {
            List<Attribute> rest = new ArrayList<>(attributes());
            rest.remove(one);

            assertThat(check(signed(List.of(signer(rest, new DERSet(one))), null)))
                    .isInstanceOf(SignatureCheck.Unreadable.class);
            assertThat(check(signed(List.of(signer(attributes(), new DERSet(one))), null)))
                    .isInstanceOf(SignatureCheck.Unreadable.class);
        }
    }

    @Test
    void aSignatureThatNamesAnotherCertificateThanItsOwnIsRefused() throws Exception {
        for (Person named : List.of(ann, Person.of("CN=Eve", "email:ann@example.org"))) {
            List<Attribute> naming = new ArrayList<>(attributes());
            naming.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                    new DERSet(new SigningCertificateV2(
                            new ESSCertIDv2(Jca.digest("SHA-256").digest(named.der()))))));

            SignatureCheck found = check(signed(List.of(signer(naming, null)), null));

            assertThat(found instanceof SignatureCheck.Valid).isEqualTo(named.equals(ann));
        }
    }

    @Test
    void signedAttributesShownAsTheContentOfASignatureWithoutAttributesAreRefused() throws Exception {
        byte[] attributes = set(attributes()).getEncoded("DER");
        SignerInfo signer = new SignerInfo(
                new SignerIdentifier(NamedCertificate.of(ann.certificate()).issuerAndSerial()),
                SHA_256,
                (ASN1Set) null,
                new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption),
                new DEROctetString(sign(attributes)),
                (ASN1Set) null);
        byte[] cms = cms(List.of(signer), attributes);

        assertThat(check(Content.of(("From: ann@example.org\r\nContent-Type: application/pkcs7-mime;"
                                + " smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                + Base64.getMimeEncoder().encodeToString(cms) + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(SignatureCheck.Unreadable.class);
    }

    private SignatureCheck check(Content message) {
        return new Smime(folder, question -> new ChainVerdict.Trusted())
                .verify(message, NOW)
                .check();
    }

    private static List<Attribute> attributes() {
        return List.of(
                new Attribute(CMSAttributes.contentType, new DERSet(CMSObjectIdentifiers.data)),
                new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(NOW)))),
                new Attribute(
                        CMSAttributes.messageDigest,
                        new DERSet(new DEROctetString(Jca.digest("SHA-256").digest(ENTITY)))));
    }

    private static DERSet set(List<Attribute> attributes) {
        return new DERSet(attributes.toArray(Attribute[]::new));
    }

    private SignerInfo signer(List<Attribute> attributes, @Nullable ASN1Set unsigned) throws Exception {
        return signer(attributes, unsigned, set(attributes).getEncoded("DER"));
    }

    @SuppressWarnings("NullAway") // Bouncy Castle reads null as: no unsigned attributes.
    private SignerInfo signer(List<Attribute> attributes, @Nullable ASN1Set unsigned, byte[] signed) throws Exception {
        return new SignerInfo(
                new SignerIdentifier(NamedCertificate.of(ann.certificate()).issuerAndSerial()),
                SHA_256,
                set(attributes),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption),
                new DEROctetString(sign(signed)),
                unsigned);
    }

    private byte[] sign(byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(ann.keys().getPrivate());
        signature.update(signed);
        return signature.sign();
    }

    @SuppressWarnings("NullAway") // Bouncy Castle reads null as: none.
    private byte[] cms(List<SignerInfo> signers, byte @Nullable [] content) throws IOException {
        SignedData data = new SignedData(
                new DERSet(SHA_256),
                new ContentInfo(CMSObjectIdentifiers.data, content == null ? null : new BEROctetString(content)),
                new DERSet(Certificate.getInstance(ann.der())),
                null,
                new DERSet(signers.toArray(SignerInfo[]::new)));
        return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded();
    }

    private Content signed(List<SignerInfo> signers, byte @Nullable [] content) throws IOException {
        String entity = new String(ENTITY, StandardCharsets.US_ASCII);
        return Content.of(("From: ann@example.org\r\nContent-Type: multipart/signed; micalg=sha-256;"
                        + " protocol=\"application/pkcs7-signature\"; boundary=x\r\n\r\n--x\r\n" + entity
                        + "\r\n--x\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(cms(signers, content)) + "\r\n--x--\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }
}
