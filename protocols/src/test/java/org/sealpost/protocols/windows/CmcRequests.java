package org.sealpost.protocols.windows;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Arrays;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmc.BodyPartID;
import org.bouncycastle.asn1.cmc.CMCObjectIdentifiers;
import org.bouncycastle.asn1.cmc.CertificationRequest;
import org.bouncycastle.asn1.cmc.OtherMsg;
import org.bouncycastle.asn1.cmc.PKIData;
import org.bouncycastle.asn1.cmc.TaggedAttribute;
import org.bouncycastle.asn1.cmc.TaggedCertificationRequest;
import org.bouncycastle.asn1.cmc.TaggedContentInfo;
import org.bouncycastle.asn1.cmc.TaggedRequest;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Full CMC requests as Windows makes them: signed by the new key, which is named by its identifier. */
final class CmcRequests {
    private CmcRequests() {}

    static byte[] of(byte[] request, PrivateKey key) throws Exception {
        TaggedAttribute information = new TaggedAttribute(
                new BodyPartID(2),
                CMCObjectIdentifiers.id_cmc_regInfo,
                new DERSet(new DEROctetString(
                        "CertificateTemplate=MailSign&".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        PKIData data = new PKIData(
                new TaggedAttribute[] {information},
                new TaggedRequest[] {
                    new TaggedRequest(new TaggedCertificationRequest(
                            new BodyPartID(17), CertificationRequest.getInstance(request)))
                },
                new TaggedContentInfo[0],
                new OtherMsg[0]);
        byte[] info = new PKCS10CertificationRequest(request)
                .getSubjectPublicKeyInfo()
                .getPublicKeyData()
                .getOctets();
        byte[] identifier = Arrays.copyOf(MessageDigest.getInstance("SHA-1").digest(info), 20);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key), identifier));
        return generator
                .generate(new CMSProcessableByteArray(CMCObjectIdentifiers.id_cct_PKIData, data.getEncoded()), true)
                .getEncoded();
    }
}
