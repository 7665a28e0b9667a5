package org.sealpost.pki.path;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.jcajce.PKIXExtendedParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Asks Bouncy Castle's validator about a path that passed all checks of ours: two that were written by different people must
 * agree. It also is the one that computes certificate policies (RFC 5280 section 6.1.3 (d)).
 */
final class SecondOpinion {
    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private static final List<ASN1ObjectIdentifier> POLICY_EXTENSIONS =
            List.of(Extension.certificatePolicies, Extension.policyConstraints, Extension.inhibitAnyPolicy);

    private SecondOpinion() {}

    /** What it holds against the path. */
    @SuppressWarnings("IllegalCatch") // Whatever it throws, it does not agree.
    static Optional<String> fault(List<PathCertificate> path, PolicyInputs policies, Instant at) {
        try {
            PathCertificate anchor = path.getLast();
            List<PathCertificate> inside =
                    path.size() == 1 || mayStandInside(anchor) ? path : path.subList(0, path.size() - 1);
            PKIXParameters parameters = new PKIXParameters(
                    Set.of(new TrustAnchor(x509(anchor).getSubjectX500Principal(), key(anchor), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            parameters.setInitialPolicies(policies.initial());
            parameters.setExplicitPolicyRequired(policies.explicit());
            parameters.setPolicyMappingInhibited(policies.mappingInhibited());
            parameters.setAnyPolicyInhibited(policies.anyInhibited());
            parameters.addCertPathChecker(new Known());
            List<Certificate> certificates = new ArrayList<>();
            for (PathCertificate one : inside) {
                certificates.add(x509(one));
            }
            CertPathValidator.getInstance("PKIX", BOUNCY_CASTLE)
                    .validate(
                            CertificateFactory.getInstance("X.509", BOUNCY_CASTLE)
                                    .generateCertPath(certificates),
                            new PKIXExtendedParameters.Builder(parameters).build());
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(describe(e));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return Optional.of("the second validator cannot read the path");
        }
    }

    /**
     * An anchor that says something about policies is walked like the others; without any it would end all policies. One that did
     * not sign itself cannot be walked; its other limits were checked by us.
     */
    private static boolean mayStandInside(PathCertificate anchor) {
        return anchor.isSelfIssued() && POLICY_EXTENSIONS.stream().anyMatch(anchor::has);
    }

    private static String describe(GeneralSecurityException failure) {
        @Nullable Throwable cause = failure.getCause();
        return "the second validator says: "
                + String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }

    static X509Certificate x509(PathCertificate certificate) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509", BOUNCY_CASTLE)
                .generateCertificate(new ByteArrayInputStream(certificate.der()));
    }

    private static PublicKey key(PathCertificate certificate) throws IOException {
        return BouncyCastleProvider.getPublicKey(certificate.publicKey());
    }

    /** Critical extensions that we have looked at ourselves. */
    private static final class Known extends PKIXCertPathChecker {
        @Override
        public void init(boolean forward) {
            // Nothing is kept from one certificate to the next.
        }

        @Override
        public boolean isForwardCheckingSupported() {
            return true;
        }

        @Override
        public Set<String> getSupportedExtensions() {
            return Set.of(Extension.extendedKeyUsage.getId(), Extension.cRLDistributionPoints.getId());
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) {
            unresolved.removeAll(getSupportedExtensions());
        }
    }
}
