package org.sealpost.pki.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.RegistrationAuthority.Identity;

/** SCEP messages of strangers, made byte by byte. */
class ScepMessageTest {
    private static final KeyPair CLIENT = KeyPairs.generate("RSA-2048");
    private static final KeyPair OURS = KeyPairs.generate("RSA-2048");
    private static final byte[] NO_ENVELOPE = "not for our key".getBytes(StandardCharsets.US_ASCII);

    /** An answer that depended on what our key makes of chosen bytes would, asked often enough, tell what others sent us. */
    @Test
    void aPollIsNeverDecryptedAndAQuestionThatDoesNotOpenSaysNothing() throws Exception {
        ScepMessage read = ScepMessage.read(message("20", NO_ENVELOPE), identity());

        assertThat(read.type()).isEqualTo(ScepMessage.Type.POLL);
        assertThat(read.transaction()).isEqualTo("17");
        assertThat(read.content()).isEmpty();
        assertThat(ScepMessage.read(message("22", NO_ENVELOPE), identity()).content())
                .isEmpty();
    }

    @Test
    void aRequestMustBeForOurKey() throws Exception {
        byte[] message = message("19", NO_ENVELOPE);

        assertThatThrownBy(() -> ScepMessage.read(message, identity())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Identity identity() throws Exception {
        return new Identity(OURS.getPrivate(), List.of(certificate(OURS)));
    }

    static byte[] message(String type, byte[] content) throws Exception {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(ScepMessage.MESSAGE_TYPE, new DERSet(new DERPrintableString(type))));
        attributes.add(new Attribute(ScepMessage.TRANSACTION, new DERSet(new DERPrintableString("17"))));
        attributes.add(new Attribute(ScepMessage.SENDER_NONCE, new DERSet(new DEROctetString(new byte[16]))));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        X509Certificate certificate = certificate(CLIENT);
        generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                .build("SHA256withRSA", CLIENT.getPrivate(), certificate));
        generator.addCertificate(new X509CertificateHolder(certificate.getEncoded()));
        return generator.generate(new CMSProcessableByteArray(content), true).getEncoded();
    }

    private static X509Certificate certificate(KeyPair pair) throws Exception {
        X500Name name = new X500Name("CN=device");
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
        Instant now = Instant.now();
        byte[] der = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.TEN,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(3600)),
                        name,
                        pair.getPublic())
                .build(signer)
                .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
