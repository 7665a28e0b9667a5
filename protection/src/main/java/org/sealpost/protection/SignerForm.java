package org.sealpost.protection;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMECapabilitiesAttribute;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.asn1.smime.SMIMEEncryptionKeyPreferenceAttribute;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;

/** What is the same in each signature of one signer, in DER: the attributes about it, and the certificates that go along. */
record SignerForm(
        SignatureForm form,
        byte[] signer,
        byte[] digest,
        byte[] algorithm,
        byte[] algorithmProtection,
        byte[] capabilities,
        byte[] encryptionKeyPreference,
        byte[] signingCertificate,
        byte[] certificates) {
    private static final AlgorithmIdentifier DIGEST = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    /** RFC 2634 section 2.5. */
    private static final ASN1ObjectIdentifier RECEIPT = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.1");

    static final byte[] VERSION = Der.encoded(new ASN1Integer(1));
    static final byte[] DATA = Der.encoded(CMSObjectIdentifiers.data);
    static final byte[] SIGNED_DATA = Der.encoded(CMSObjectIdentifiers.signedData);
    static final byte[] SIGNING_TIME = Der.encoded(CMSAttributes.signingTime);
    static final byte[] CONTENT_TYPE = attribute(CMSAttributes.contentType, CMSObjectIdentifiers.data);
    static final byte[] RECEIPT_CONTENT_TYPE = attribute(CMSAttributes.contentType, RECEIPT);
    static final byte[] RECEIPT_TYPE = Der.encoded(RECEIPT);
    /** RFC 5652 section 5.1: of what is no mail. */
    static final byte[] VERSION_OF_OTHER_CONTENT = Der.encoded(new ASN1Integer(3));

    static final byte[] MESSAGE_SIGNATURE_DIGEST = Der.encoded(PKCSObjectIdentifiers.id_aa_msgSigDigest);
    static final byte[] MESSAGE_DIGEST = Der.encoded(CMSAttributes.messageDigest);

    /** All that a signature tells of its signer; the private key is no part of it. */
    record Names(
            X509Certificate certificate,
            List<X509Certificate> chain,
            X509Certificate encryptionCertificate,
            boolean readsAuthenticated,
            SmimeProfile profile) {
        static Names of(SigningKey key, SmimeProfile profile) {
            return new Names(
                    key.certificate(), key.chain(), key.encryptionCertificate(), key.readsAuthenticated(), profile);
        }
    }

    static SignerForm of(Names names) {
        IssuerAndSerialNumber signer = NamedCertificate.of(names.certificate).issuerAndSerial();
        SignatureForm form = SignatureForm.of(names.certificate.getPublicKey(), names.profile);
        return new SignerForm(
                form,
                Der.encoded(signer),
                Der.encoded(form.digest()),
                Der.encoded(form.algorithm()),
                attribute(
                        CMSAttributes.cmsAlgorithmProtect,
                        new CMSAlgorithmProtection(form.digest(), CMSAlgorithmProtection.SIGNATURE, form.algorithm())),
                Der.encoded(new SMIMECapabilitiesAttribute(capabilities(names.readsAuthenticated))),
                Der.encoded(new SMIMEEncryptionKeyPreferenceAttribute(
                        NamedCertificate.of(names.encryptionCertificate).issuerAndSerial())),
                signingCertificate(names.certificate, signer),
                certificates(names));
    }

    /** What we read, best first. Without custody of the key the person's own program must read it, so GCM stays out. */
    private static SMIMECapabilityVector capabilities(boolean authenticated) {
        SMIMECapabilityVector capabilities = new SMIMECapabilityVector();
        if (authenticated) {
            capabilities.addCapability(NISTObjectIdentifiers.id_aes256_GCM);
        }
        capabilities.addCapability(NISTObjectIdentifiers.id_aes256_CBC);
        capabilities.addCapability(NISTObjectIdentifiers.id_aes128_CBC);
        return capabilities;
    }

    /** Binds the signature to this very certificate, RFC 5035. */
    private static byte[] signingCertificate(X509Certificate certificate, IssuerAndSerialNumber name) {
        byte[] hash = Jca.digest("SHA-256").digest(encoded(certificate));
        IssuerSerial serial = new IssuerSerial(
                new GeneralNames(new GeneralName(name.getName())),
                name.getSerialNumber().getValue());
        return attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new SigningCertificateV2(new ESSCertIDv2[] {new ESSCertIDv2(DIGEST, hash, serial)}));
    }

    private static byte[] certificates(Names names) {
        List<byte[]> certificates = new ArrayList<>();
        certificates.add(encoded(names.certificate));
        names.chain.forEach(issuer -> certificates.add(encoded(issuer)));
        if (!names.encryptionCertificate.equals(names.certificate)) {
            certificates.add(encoded(names.encryptionCertificate));
        }
        return Der.set(certificates.toArray(byte[][]::new));
    }

    private static byte[] attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return Der.encoded(new Attribute(type, new DERSet(value)));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without an encoding", e);
        }
    }
}
