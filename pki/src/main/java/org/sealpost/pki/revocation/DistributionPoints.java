package org.sealpost.pki.revocation;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.sealpost.pki.path.NameKey;
import org.sealpost.pki.path.PathCertificate;

/** Where a certificate says that its CRL, its OCSP responder and its issuer's certificate are found. */
public final class DistributionPoints {
    private static final int LIMIT = 16;

    private DistributionPoints() {}

    /** Those of the certificate, and the one that every issuer has (RFC 5280 section 6.3.3, at its end). */
    @SuppressWarnings("IllegalCatch") // What cannot be read names no place.
    static List<DistributionPoint> of(PathCertificate certificate) {
        List<DistributionPoint> points = new ArrayList<>();
        try {
            certificate.value(Extension.cRLDistributionPoints).map(CRLDistPoint::getInstance).stream()
                    .flatMap(found -> Arrays.stream(found.getDistributionPoints()))
                    .limit(LIMIT)
                    .forEach(points::add);
        } catch (RuntimeException e) {
            points.clear();
        }
        points.add(new DistributionPoint(
                new DistributionPointName(new GeneralNames(new GeneralName(certificate.issuer()))), null, null));
        return points;
    }

    /** Whether the one who made the list may do so for this point (section 6.3.3 (b) (1)). */
    static boolean isIssuer(
            DistributionPoint point,
            PathCertificate certificate,
            CrlHeader list,
            Optional<IssuingDistributionPoint> scope) {
        if (point.getCRLIssuer() == null) {
            return list.issuerKey().equals(certificate.issuerKey());
        }
        boolean named = Arrays.stream(point.getCRLIssuer().getNames())
                .anyMatch(name -> name.getTagNo() == GeneralName.directoryName
                        && NameKey.of(X500Name.getInstance(name.getName())).equals(list.issuerKey()));
        boolean own = list.issuerKey().equals(certificate.issuerKey());
        return named
                && (own || scope.filter(IssuingDistributionPoint::isIndirectCRL).isPresent());
    }

    /** Whether the list says that it is the one of this point (section 6.3.3 (b) (2) (i)). */
    static boolean isPlace(
            DistributionPoint point, PathCertificate certificate, CrlHeader list, IssuingDistributionPoint scope) {
        if (scope.getDistributionPoint() == null) {
            return true;
        }
        List<GeneralName> places = names(scope.getDistributionPoint(), list.issuer());
        X500Name issuer = point.getCRLIssuer() == null ? certificate.issuer() : list.issuer();
        List<GeneralName> wanted = point.getDistributionPoint() != null
                ? names(point.getDistributionPoint(), issuer)
                : point.getCRLIssuer() == null
                        ? List.of()
                        : Arrays.asList(point.getCRLIssuer().getNames());
        return places.stream().anyMatch(place -> wanted.stream().anyMatch(one -> isSame(place, one)));
    }

    private static boolean isSame(GeneralName one, GeneralName other) {
        boolean directory =
                one.getTagNo() == GeneralName.directoryName && other.getTagNo() == GeneralName.directoryName;
        return directory
                ? NameKey.of(X500Name.getInstance(one.getName()))
                        .equals(NameKey.of(X500Name.getInstance(other.getName())))
                : one.equals(other);
    }

    private static List<GeneralName> names(DistributionPointName point, X500Name issuer) {
        if (point.getType() == DistributionPointName.FULL_NAME) {
            return Arrays.asList(GeneralNames.getInstance(point.getName()).getNames());
        }
        // A name that goes on where the issuer's ends.
        ASN1EncodableVector parts = new ASN1EncodableVector();
        for (RDN rdn : issuer.getRDNs()) {
            parts.add(rdn);
        }
        parts.add(RDN.getInstance(ASN1Set.getInstance(point.getName())));
        return List.of(new GeneralName(X500Name.getInstance(new DERSequence(parts))));
    }

    /** Where CRLs are fetched; only the points whose lists cover all by themselves or in parts, each once. */
    static List<URI> crls(PathCertificate certificate) {
        return of(certificate).stream()
                .flatMap(point -> uris(point.getDistributionPoint()))
                .distinct()
                .toList();
    }

    /** Where changes to a CRL are fetched. */
    @SuppressWarnings("IllegalCatch") // As above.
    static List<URI> deltas(PathCertificate certificate, List<KnownCrl> lists) {
        try {
            Stream<CRLDistPoint> own = certificate.value(Extension.freshestCRL).map(CRLDistPoint::getInstance).stream();
            Stream<CRLDistPoint> told = lists.stream().flatMap(list -> list.crl().header().freshest().stream());
            return Stream.concat(own, told)
                    .flatMap(points -> Arrays.stream(points.getDistributionPoints()))
                    .flatMap(point -> uris(point.getDistributionPoint()))
                    .distinct()
                    .limit(LIMIT)
                    .toList();
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static Stream<URI> uris(@Nullable DistributionPointName point) {
        return point == null || point.getType() != DistributionPointName.FULL_NAME
                ? Stream.empty()
                : Arrays.stream(GeneralNames.getInstance(point.getName()).getNames())
                        .flatMap(name -> uri(name).stream());
    }

    static List<URI> ocsp(PathCertificate certificate) {
        return access(certificate, AccessDescription.id_ad_ocsp.getId());
    }

    /** Where the issuer's own certificate is found. */
    public static List<URI> issuers(PathCertificate certificate) {
        return access(certificate, X509ObjectIdentifiers.id_ad_caIssuers.getId());
    }

    @SuppressWarnings("IllegalCatch") // As above.
    private static List<URI> access(PathCertificate certificate, String method) {
        try {
            return certificate
                    .value(Extension.authorityInfoAccess)
                    .map(AuthorityInformationAccess::getInstance)
                    .stream()
                    .flatMap(access -> Arrays.stream(access.getAccessDescriptions()))
                    .filter(description -> description.getAccessMethod().getId().equals(method))
                    .flatMap(description -> uri(description.getAccessLocation()).stream())
                    .distinct()
                    .limit(LIMIT)
                    .toList();
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static Optional<URI> uri(GeneralName name) {
        if (name.getTagNo() != GeneralName.uniformResourceIdentifier) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(name.getName().toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
