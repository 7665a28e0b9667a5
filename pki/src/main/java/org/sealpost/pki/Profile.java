package org.sealpost.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.KeyPurpose;
import org.sealpost.identity.SubjectNames;
import org.sealpost.mail.MailAddress;

/**
 * Fills in a certificate as the template says: RFC 5280, and for mail the strict profile of the S/MIME Baseline Requirements
 * of the CA/Browser Forum, which bind public authorities only but are the best written.
 */
final class Profile {
    private static final Duration BACKDATED = Duration.ofMinutes(10);
    private static final int SERIAL_BITS = 127;
    private static final int COMMON_NAME_LIMIT = 64;
    private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");
    /** For Windows logon, MS-WCCE 2.2.2.7.7.4. */
    private static final ASN1ObjectIdentifier USER_PRINCIPAL_NAME = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

    /** MS-WCCE 2.2.2.7.7.2: by it Windows finds the template of a certificate that it is to renew. */
    private static final ASN1ObjectIdentifier TEMPLATE = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.21.7");

    /**
     * What the holder's programs decrypt, best first, for whoever finds the certificate before a signed mail came (RFC 4262).
     * Without AES-GCM, which programs that got the key as a file may not read.
     */
    private static final ASN1Encodable CAPABILITIES = new DERSequence(new ASN1Encodable[] {
        new DERSequence(NISTObjectIdentifiers.id_aes256_CBC), new DERSequence(NISTObjectIdentifiers.id_aes128_CBC)
    });

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PkiConfig config;

    Profile(PkiConfig config) {
        this.config = config;
    }

    /** A certificate for a holder, not signed yet. */
    X509v3CertificateBuilder endEntity(CertificateRequest request, Authority issuer, Instant now) {
        Instant end = now.plus(request.template().validity()).truncatedTo(ChronoUnit.SECONDS);
        Instant issuerEnd = issuer.certificate().getNotAfter().toInstant();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                issuer.subject(),
                serial(),
                time(now.minus(BACKDATED)),
                time(end.isAfter(issuerEnd) ? issuerEnd : end),
                subject(request),
                SubjectPublicKeyInfo.getInstance(request.key().getEncoded()));
        try {
            builder.addExtension(Extension.keyUsage, true, keyUsage(request));
            builder.addExtension(Extension.extendedKeyUsage, false, purposes(request.template()));
            GeneralNames names = names(request);
            if (names.getNames().length > 0) {
                // RFC 5280 section 4.2.1.6: critical where the subject says nothing.
                boolean alone = request.names().commonName().isEmpty();
                builder.addExtension(Extension.subjectAlternativeName, alone, names);
            }
            builder.addExtension(TEMPLATE, false, template(request.template()));
            if (request.template().uses().contains(CertificateUse.ENCRYPT)) {
                builder.addExtension(PKCSObjectIdentifiers.pkcs_9_at_smimeCapabilities, false, CAPABILITIES);
            }
            keyIdentifiers(builder, request.key(), issuer);
            whereToAsk(builder, issuer, request.template().uses().contains(CertificateUse.OCSP_SIGN));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return builder;
    }

    /** To whole seconds. The library's own way there takes longer than to sign the certificate. */
    private static Time time(Instant instant) {
        try {
            return Time.getInstance(ASN1Primitive.fromByteArray(new DerTimes().der(instant)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ASN1Encodable template(CertificateTemplate template) {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1ObjectIdentifier(templateIdentifier(template.name())));
        parts.add(new ASN1Integer(template.revision().major()));
        parts.add(new ASN1Integer(template.revision().minor()));
        return new DERSequence(parts);
    }

    /** The object identifier of a template. */
    String templateIdentifier(String template) {
        return TemplateIdentifier.of(config.domain(), template);
    }

    /** Random, so that a restored backup never gives the same number twice. */
    static BigInteger serial() {
        return new BigInteger(SERIAL_BITS - 1, RANDOM).setBit(SERIAL_BITS - 1);
    }

    private X500Name subject(CertificateRequest request) {
        SubjectNames names = request.names();
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        if (names.commonName().isPresent()) {
            name.addRDN(BCStyle.O, config.organisation());
        }
        names.path().stream().skip(1).forEach(unit -> name.addRDN(BCStyle.OU, cut(unit)));
        names.commonName().ifPresent(common -> name.addRDN(BCStyle.CN, cut(common)));
        names.emailInSubject()
                .filter(Profile::isAscii)
                .ifPresent(address -> name.addRDN(BCStyle.EmailAddress, address.toString()));
        return name.build();
    }

    private static String cut(String name) {
        return name.length() <= COMMON_NAME_LIMIT
                ? name
                : name.substring(
                        0,
                        name.offsetByCodePoints(0, Math.min(COMMON_NAME_LIMIT, name.codePointCount(0, name.length()))));
    }

    private static KeyUsage keyUsage(CertificateRequest request) {
        Set<KeyPurpose> purposes = request.template().usage().key();
        KeyKind kind = KeyPairs.kind(request.key());
        int bits = 0;
        if (purposes.contains(KeyPurpose.ENCRYPTION)) {
            // RFC 3279, RFC 5480, RFC 8410 section 5, and RFC 9935 section 5 for ML-KEM.
            bits |= kind.agrees() ? KeyUsage.keyAgreement : KeyUsage.keyEncipherment;
        }
        if (purposes.contains(KeyPurpose.SIGNATURE)) {
            bits |= KeyUsage.digitalSignature;
        }
        return new KeyUsage(bits);
    }

    private static ExtendedKeyUsage purposes(CertificateTemplate template) {
        return new ExtendedKeyUsage(template.usage().extended().stream()
                .map(identifier -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(identifier)))
                .toArray(KeyPurposeId[]::new));
    }

    private static GeneralNames names(CertificateRequest request) {
        List<GeneralName> names = new ArrayList<>();
        for (MailAddress address : request.names().addresses()) {
            names.add(
                    isAscii(address)
                            ? new GeneralName(GeneralName.rfc822Name, address.toString())
                            : utf8Mailbox(address));
        }
        for (String host : request.names().hosts()) {
            boolean ip = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
            names.add(new GeneralName(ip ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        request.names().userPrincipalName().ifPresent(name -> names.add(otherName(USER_PRINCIPAL_NAME, name)));
        return new GeneralNames(names.toArray(new GeneralName[0]));
    }

    private static boolean isAscii(MailAddress address) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(address.toString());
    }

    /** RFC 9598 section 3: only a local part beyond ASCII needs this form. */
    private static GeneralName utf8Mailbox(MailAddress address) {
        return otherName(SMTP_UTF8_MAILBOX, address.toString());
    }

    private static GeneralName otherName(ASN1ObjectIdentifier type, String value) {
        ASN1EncodableVector other = new ASN1EncodableVector();
        other.add(type);
        other.add(new DERTaggedObject(true, 0, new DERUTF8String(value)));
        return new GeneralName(GeneralName.otherName, new DERSequence(other));
    }

    private static void keyIdentifiers(X509v3CertificateBuilder builder, PublicKey key, Authority issuer)
            throws IOException {
        builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifiers.of(key)));
        builder.addExtension(Extension.authorityKeyIdentifier, false, issuer.keyIdentifier());
    }

    private void whereToAsk(X509v3CertificateBuilder builder, Authority issuer, boolean responder) throws IOException {
        if (responder) {
            // RFC 6960 section 4.2.2.2.1: nobody asks a responder about itself; its life is short instead.
            builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
            return;
        }
        whereToAsk(
                builder, issuer, List.of(new AccessDescription(AccessDescription.id_ad_ocsp, uri(config.ocspUrl()))));
    }

    /** CRL and issuer's certificate, and whatever else. */
    void whereToAsk(X509v3CertificateBuilder builder, Authority issuer, List<AccessDescription> more)
            throws IOException {
        crl(builder, issuer);
        issuerCertificate(builder, issuer, more);
    }

    private void crl(X509v3CertificateBuilder builder, Authority issuer) throws IOException {
        GeneralNames url = new GeneralNames(uri(config.crlUrl(issuer.name())));
        DistributionPoint point = new DistributionPoint(new DistributionPointName(url), null, null);
        builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
    }

    private void issuerCertificate(X509v3CertificateBuilder builder, Authority issuer, List<AccessDescription> more)
            throws IOException {
        List<AccessDescription> all = new ArrayList<>(more);
        all.add(new AccessDescription(AccessDescription.id_ad_caIssuers, uri(config.certificateUrl(issuer.name()))));
        builder.addExtension(
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(all.toArray(new AccessDescription[0])));
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }
}
