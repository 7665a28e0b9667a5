package org.sealpost.pki.path;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.Time;

/**
 * Whether a certificate is built as RFC 5280 section 4 demands of the authority that made it. {@code severe} faults count
 * against everybody; {@code faults} only where the profile is asked for (section 6 alone does not look at them); {@code formal} ones
 * are what small authorities forget and what decides nothing.
 */
final class CertificateProfile {
    private static final int SERIAL_LIMIT_BYTES = 20;
    private static final Pattern UTC_TIME = Pattern.compile("\\d{12}Z");
    private static final Pattern GENERALIZED_TIME = Pattern.compile("\\d{14}Z");
    private static final int GENERALIZED_SINCE = 2050;

    private static final List<ASN1ObjectIdentifier> NEVER_CRITICAL =
            List.of(Extension.authorityKeyIdentifier, Extension.subjectKeyIdentifier, Extension.authorityInfoAccess);
    private static final List<ASN1ObjectIdentifier> ALWAYS_CRITICAL =
            List.of(Extension.nameConstraints, Extension.policyConstraints, Extension.inhibitAnyPolicy);

    private final PathCertificate certificate;
    private final List<String> severe = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> formal = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private CertificateProfile(PathCertificate certificate) {
        this.certificate = certificate;
    }

    /**
     * What is wrong with a certificate, in words.
     *
     * @param warnings what should be better, and counts against nobody
     */
    record Report(List<String> severe, List<String> faults, List<String> formal, List<String> warnings) {}

    static Report of(PathCertificate certificate) {
        CertificateProfile profile = new CertificateProfile(certificate);
        profile.frame();
        profile.serial();
        profile.dates();
        profile.names();
        profile.identifiers();
        profile.criticality();
        profile.usage();
        if (certificate.isAuthority()) {
            profile.authority();
        } else {
            profile.holder();
        }
        return new Report(profile.severe, profile.faults, profile.formal, profile.warnings);
    }

    private void severe(boolean met, String text) {
        if (!met) {
            severe.add(text);
        }
    }

    private void require(boolean met, String text) {
        if (!met) {
            faults.add(text);
        }
    }

    private void formal(boolean met, String text) {
        if (!met) {
            formal.add(text);
        }
    }

    private void warn(boolean met, String text) {
        if (!met) {
            warnings.add(text);
        }
    }

    private void frame() {
        var tbs = certificate.structure().getTBSCertificate();
        severe(
                certificate.structure().getSignatureAlgorithm().equals(tbs.getSignature()),
                "the algorithm beside the signature is not the one inside (RFC 5280 4.1.1.2)");
        severe(
                certificate.isVersion3() || certificate.extensions().isEmpty(),
                "extensions in a certificate of version " + certificate.version());
        require(certificate.isVersion3() || !certificate.isAuthority(), "an authority of an old version");
        warn(
                tbs.getIssuerUniqueId() == null && tbs.getSubjectUniqueId() == null,
                "unique identifiers (RFC 5280 4.1.2.8)");
    }

    private void serial() {
        BigInteger serial = certificate.serial();
        require(serial.signum() > 0, "the serial number is not positive (RFC 5280 4.1.2.2)");
        require(
                serial.toByteArray().length <= SERIAL_LIMIT_BYTES,
                "the serial number has over 20 octets (RFC 5280 4.1.2.2)");
    }

    private void dates() {
        severe(!certificate.notBefore().isAfter(certificate.notAfter()), "it ends before it starts");
        require(isDate(certificate.structure().getStartDate()), "its start is not written as RFC 5280 4.1.2.5 demands");
        require(isDate(certificate.structure().getEndDate()), "its end is not written as RFC 5280 4.1.2.5 demands");
    }

    private static boolean isDate(Time time) {
        ASN1Primitive value = time.toASN1Primitive();
        if (value instanceof ASN1UTCTime utc) {
            return UTC_TIME.matcher(utc.getTime().replaceFirst("GMT.*$", "Z")).matches()
                    || UTC_TIME.matcher(utc.toString()).matches();
        }
        return value instanceof ASN1GeneralizedTime generalized
                && GENERALIZED_TIME.matcher(generalized.getTimeString()).matches()
                && Integer.parseInt(generalized.getTimeString().substring(0, 4)) >= GENERALIZED_SINCE;
    }

    private void names() {
        severe(certificate.issuer().getRDNs().length > 0, "the issuer has no name (RFC 5280 4.1.2.4)");
        boolean named = certificate.subject().getRDNs().length > 0;
        require(named || !certificate.isAuthority(), "an authority without a name (RFC 5280 4.1.2.6)");
        Optional<List<GeneralName>> alternatives = certificate.alternativeNames();
        require(
                named || certificate.isCritical(Extension.subjectAlternativeName),
                "no subject, and the alternative names are not critical (RFC 5280 4.1.2.6)");
        warn(
                !named || !certificate.isCritical(Extension.subjectAlternativeName),
                "the alternative names are critical although there is a subject");
        alternatives.ifPresent(names -> {
            severe(!names.isEmpty(), "an empty list of alternative names");
            names.stream()
                    .flatMap(name -> NameSyntax.fault(name).stream())
                    .distinct()
                    .limit(3)
                    .forEach(faults::add);
        });
    }

    private void identifiers() {
        Optional<AuthorityKeyIdentifier> authority = certificate.authorityKeyIdentifier();
        boolean root = certificate.isSelfIssued();
        formal(
                root
                        || authority
                                .flatMap(key -> Optional.ofNullable(key.getKeyIdentifierOctets()))
                                .isPresent(),
                "no identifier of the authority's key (RFC 5280 4.2.1.1)");
        authority.ifPresent(key -> require(
                (key.getAuthorityCertIssuer() == null) == (key.getAuthorityCertSerialNumber() == null),
                "the authority's key identifier names an issuer or a serial number alone"));
    }

    private void criticality() {
        NEVER_CRITICAL.forEach(identifier ->
                require(!certificate.isCritical(identifier), "the extension " + identifier + " must not be critical"));
        ALWAYS_CRITICAL.forEach(identifier -> require(
                !certificate.has(identifier) || certificate.isCritical(identifier),
                "the extension " + identifier + " must be critical"));
        Set<String> policies = new HashSet<>();
        severe(certificate.policies().allMatch(policies::add), "a certificate policy twice (RFC 5280 4.2.1.4)");
    }

    private void usage() {
        certificate
                .keyUsage()
                .ifPresent(usage -> require(anyBit(usage), "a key usage that allows nothing (RFC 5280 4.2.1.3)"));
        warn(certificate.keyUsage().isEmpty() || certificate.isCritical(Extension.keyUsage), "key usage not critical");
        certificate
                .purposes()
                .ifPresent(purposes -> severe(!purposes.isEmpty(), "an empty extended key usage (RFC 5280 4.2.1.12)"));
    }

    private static boolean anyBit(KeyUsage usage) {
        for (byte octet : usage.getBytes()) {
            if (octet != 0) {
                return true;
            }
        }
        return false;
    }

    private void authority() {
        formal(
                certificate.isCritical(Extension.basicConstraints),
                "the basic constraints of an authority are not critical (RFC 5280 4.2.1.9)");
        formal(
                certificate.has(Extension.subjectKeyIdentifier),
                "an authority without an identifier of its key (RFC 5280 4.2.1.2)");
        formal(certificate.keyUsage().isPresent(), "an authority without key usage (RFC 5280 4.2.1.3)");
        certificate.pathLength().ifPresent(length -> {
            severe(length.signum() >= 0, "a negative limit of the path's length");
            require(
                    certificate.mayBeUsedFor(KeyUsage.keyCertSign),
                    "a limit of the path's length in a certificate that signs no others");
        });
    }

    private void holder() {
        require(certificate.pathLength().isEmpty(), "a limit of the path's length in a certificate of no authority");
        require(
                certificate.keyUsage().isEmpty() || !certificate.mayBeUsedFor(KeyUsage.keyCertSign),
                "it may sign certificates, but is no authority (RFC 5280 4.2.1.9)");
        require(
                !certificate.has(Extension.nameConstraints),
                "name constraints in a certificate of no authority (RFC 5280 4.2.1.10)");
    }
}
