package org.sealpost.pki;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.jspecify.annotations.Nullable;

/** The extensions of a certificate as the lint reads them; what is missing is empty. */
final class LintExtensions {
    private final @Nullable Extensions all;

    private LintExtensions(@Nullable Extensions all) {
        this.all = all;
    }

    static LintExtensions of(@Nullable Extensions all) {
        return new LintExtensions(all);
    }

    private Optional<Extension> find(ASN1ObjectIdentifier type) {
        return all == null ? Optional.empty() : Optional.ofNullable(all.getExtension(type));
    }

    boolean has(ASN1ObjectIdentifier type) {
        return find(type).isPresent();
    }

    boolean isCritical(ASN1ObjectIdentifier type) {
        return find(type).filter(Extension::isCritical).isPresent();
    }

    Optional<BasicConstraints> basicConstraints() {
        return find(Extension.basicConstraints).map(one -> BasicConstraints.getInstance(one.getParsedValue()));
    }

    /** The bits of the key usage, 0 without one. */
    int usage() {
        return find(Extension.keyUsage)
                .map(one -> KeyUsage.getInstance(one.getParsedValue()))
                .map(LintExtensions::bits)
                .orElse(0);
    }

    private static int bits(KeyUsage usage) {
        byte[] bytes = usage.getBytes();
        return (bytes.length > 0 ? bytes[0] & 0xff : 0) | (bytes.length > 1 ? (bytes[1] & 0xff) << Byte.SIZE : 0);
    }

    boolean usages(int wanted) {
        return (usage() & wanted) == wanted;
    }

    Optional<List<KeyPurposeId>> purposes() {
        return find(Extension.extendedKeyUsage)
                .map(one -> List.of(
                        ExtendedKeyUsage.getInstance(one.getParsedValue()).getUsages()));
    }

    Optional<AuthorityKeyIdentifier> issuerKey() {
        return find(Extension.authorityKeyIdentifier)
                .map(one -> AuthorityKeyIdentifier.getInstance(one.getParsedValue()));
    }

    List<GeneralName> names() {
        return find(Extension.subjectAlternativeName)
                .map(one ->
                        List.of(GeneralNames.getInstance(one.getParsedValue()).getNames()))
                .orElse(List.of());
    }

    List<PolicyInformation> policies() {
        return find(Extension.certificatePolicies)
                .map(one -> List.of(
                        CertificatePolicies.getInstance(one.getParsedValue()).getPolicyInformation()))
                .orElse(List.of());
    }

    /** Where OCSP and the issuer are. */
    List<GeneralName> access() {
        return find(Extension.authorityInfoAccess)
                .map(one -> Arrays.stream(AuthorityInformationAccess.getInstance(one.getParsedValue())
                                .getAccessDescriptions())
                        .map(AccessDescription::getAccessLocation)
                        .toList())
                .orElse(List.of());
    }

    List<GeneralName> crls() {
        List<GeneralName> found = new ArrayList<>();
        find(Extension.cRLDistributionPoints)
                .map(one -> CRLDistPoint.getInstance(one.getParsedValue()))
                .ifPresent(points -> {
                    for (DistributionPoint point : points.getDistributionPoints()) {
                        DistributionPointName name = point.getDistributionPoint();
                        if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
                            found.addAll(List.of(
                                    GeneralNames.getInstance(name.getName()).getNames()));
                        }
                    }
                });
        return found;
    }
}
