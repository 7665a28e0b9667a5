package org.sealpost.pki;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/** Looks over a certificate before the authority signs it. A fault here is a fault of ours, so nothing is signed. */
final class CertificateLint {
    private static final Duration MAIL_LIMIT = Duration.ofDays(825);
    private static final Duration TLS_LIMIT = Duration.ofDays(398);
    private static final int SERIAL_LEAST_BITS = 64;
    private static final int SERIAL_LIMIT_BITS = 159;
    private static final int RSA_LEAST_BITS = 2048;
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);
    private static final Set<ASN1ObjectIdentifier> WITHOUT_PARAMETERS = Set.of(
            EdECObjectIdentifiers.id_Ed25519,
            NISTObjectIdentifiers.id_ml_dsa_44,
            NISTObjectIdentifiers.id_ml_dsa_65,
            NISTObjectIdentifiers.id_ml_dsa_87,
            NISTObjectIdentifiers.id_alg_ml_kem_512,
            NISTObjectIdentifiers.id_alg_ml_kem_768,
            NISTObjectIdentifiers.id_alg_ml_kem_1024);

    private static final List<KeyPurposeId> NEVER_WITH_MAIL = List.of(
            KeyPurposeId.id_kp_serverAuth,
            KeyPurposeId.id_kp_codeSigning,
            KeyPurposeId.id_kp_timeStamping,
            KeyPurposeId.anyExtendedKeyUsage);

    private final List<String> faults = new ArrayList<>();
    private final X509CertificateHolder certificate;
    private final Extensions extensions;

    private CertificateLint(X509CertificateHolder certificate) {
        this.certificate = certificate;
        this.extensions = certificate.getExtensions();
    }

    enum Kind {
        AUTHORITY,
        MAIL,
        TLS_SERVER,
        OCSP_SIGNER,
        /** For the holder's own purposes: agents, logon. */
        OTHER
    }

    /** All faults, in words; empty for a good certificate. */
    static List<String> faults(
            X509CertificateHolder certificate, X509Certificate issuer, Kind kind, List<String> purposes) {
        CertificateLint lint = new CertificateLint(certificate);
        lint.common(issuer);
        switch (kind) {
            case AUTHORITY -> lint.authority();
            case MAIL -> lint.mail();
            case TLS_SERVER -> lint.tlsServer();
            case OCSP_SIGNER -> lint.require(purposes.size() == 1, "a responder signs answers and does nothing else");
            case OTHER -> lint.holder(MAIL_LIMIT);
        }
        if (kind != Kind.AUTHORITY) {
            lint.purposes(purposes);
        }
        return lint.faults;
    }

    private void require(boolean met, String rule) {
        if (!met) {
            faults.add(rule);
        }
    }

    private void common(X509Certificate issuer) {
        BigInteger serial = certificate.getSerialNumber();
        require(
                serial.signum() > 0
                        && serial.bitLength() >= SERIAL_LEAST_BITS
                        && serial.bitLength() <= SERIAL_LIMIT_BITS,
                "the serial number is not a positive one of 64 to 159 bits (RFC 5280 4.1.2.2)");
        require(
                !certificate
                        .getNotAfter()
                        .toInstant()
                        .isAfter(issuer.getNotAfter().toInstant()),
                "the certificate ends after its issuer");
        require(
                certificate
                        .getNotBefore()
                        .toInstant()
                        .isBefore(certificate.getNotAfter().toInstant()),
                "the certificate ends before it starts");
        require(extensions.getExtension(Extension.subjectKeyIdentifier) != null, "there is no subject key identifier");
        Extension usage = extensions.getExtension(Extension.keyUsage);
        require(usage != null && usage.isCritical(), "the key usage is missing or not critical");
        require(isKeyStrong(certificate.getSubjectPublicKeyInfo()), "the key is weaker than the house allows");
    }

    private static boolean isKeyStrong(SubjectPublicKeyInfo key) {
        if (key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            try {
                int bits = RSAPublicKey.getInstance(key.parsePublicKey())
                        .getModulus()
                        .bitLength();
                return bits >= RSA_LEAST_BITS && bits % 8 == 0;
            } catch (java.io.IOException e) {
                return false;
            }
        }
        return WITHOUT_PARAMETERS.contains(key.getAlgorithm().getAlgorithm())
                || key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve && CURVES.contains(curve);
    }

    private void authority() {
        BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
        require(constraints != null && constraints.isCA(), "an authority must say so in its basic constraints");
        KeyUsage usage = KeyUsage.fromExtensions(extensions);
        require(
                usage != null && usage.hasUsages(KeyUsage.keyCertSign | KeyUsage.cRLSign),
                "an authority must be allowed to sign certificates and CRLs");
    }

    private void mail() {
        // S/MIME Baseline Requirements 7.1.2.3 f: other purposes are allowed in multipurpose certificates, these never.
        ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
        for (KeyPurposeId never : NEVER_WITH_MAIL) {
            require(
                    purposes == null || !purposes.hasKeyPurposeId(never),
                    "a mail certificate has the purpose " + never.getId() + " as well");
        }
        holder(MAIL_LIMIT);
        Set<String> names = names(GeneralName.rfc822Name);
        GeneralNames all = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        require(all != null && all.getNames().length > 0, "a mail certificate needs a mail address");
        for (RDN rdn : certificate.getSubject().getRDNs(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
            require(
                    names.contains(rdn.getFirst().getValue().toString().toLowerCase(Locale.ROOT)),
                    "an address of the subject is not among the alternative names");
        }
        KeyUsage usage = KeyUsage.fromExtensions(extensions);
        require(
                usage != null
                        && (usage.hasUsages(KeyUsage.digitalSignature)
                                || usage.hasUsages(KeyUsage.keyEncipherment)
                                || usage.hasUsages(KeyUsage.keyAgreement)),
                "a mail certificate must be for signing or for encryption");
    }

    private void tlsServer() {
        holder(TLS_LIMIT);
        GeneralNames all = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        require(all != null && all.getNames().length > 0, "a server certificate needs a name of the server");
    }

    private void holder(Duration limit) {
        Duration validity = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        require(validity.compareTo(limit) <= 0, "the validity is over " + limit.toDays() + " days");
        require(BasicConstraints.fromExtensions(extensions) == null, "a holder's certificate is no authority");
        require(
                extensions.getExtension(Extension.authorityKeyIdentifier) != null,
                "there is no authority key identifier");
        require(extensions.getExtension(Extension.authorityInfoAccess) != null, "nobody is told where to ask OCSP");
        CRLDistPoint points =
                CRLDistPoint.getInstance(extensions.getExtensionParsedValue(Extension.cRLDistributionPoints));
        require(points != null && points.getDistributionPoints().length > 0, "nobody is told where the CRL is");
    }

    private void purposes(List<String> wanted) {
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(extensions);
        List<String> found = usage == null
                ? List.of()
                : Arrays.stream(usage.getUsages()).map(KeyPurposeId::getId).toList();
        require(found.equals(wanted), "the extended key usage is not exactly that of the template");
    }

    private Set<String> names(int tag) {
        GeneralNames all = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        return all == null
                ? Set.of()
                : Set.copyOf(Arrays.stream(all.getNames())
                        .filter(name -> name.getTagNo() == tag)
                        .map(name -> name.getName().toString().toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList());
    }
}
