package org.sealpost.pki.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.sealpost.identity.ChainPurpose;

/** Whether a path is meant for what it is used for: the certificate, and each authority above it that says anything. */
final class Purposes {
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private Purposes() {}

    /** In words; empty if the path fits. */
    static List<String> faults(List<PathCertificate> path, ChainPurpose purpose) {
        List<String> faults = new ArrayList<>();
        if (purpose == ChainPurpose.ANY) {
            return faults;
        }
        for (PathCertificate certificate : path) {
            if (!isMeantFor(certificate, purpose)) {
                faults.add("not meant for " + words(purpose) + ": " + certificate.name());
            }
        }
        if (!usageFits(path.getFirst(), purpose)) {
            faults.add("its key usage does not allow " + words(purpose));
        }
        return faults;
    }

    /**
     * A certificate without extended key usage is not limited (RFC 5280 section 4.2.1.12). Any purpose counts for mail (RFC 8550
     * section 4.4.4), but not for TLS, as there section 4.2.1.12 lets us choose.
     */
    private static boolean isMeantFor(PathCertificate certificate, ChainPurpose purpose) {
        Set<String> purposes = certificate.purposes().orElse(Set.of(identifier(purpose)));
        return purposes.contains(identifier(purpose)) || purpose.isMail() && purposes.contains(ANY_PURPOSE);
    }

    private static boolean usageFits(PathCertificate certificate, ChainPurpose purpose) {
        return switch (purpose) {
            case MAIL_SIGNING ->
                certificate.mayBeUsedFor(KeyUsage.digitalSignature)
                        || certificate.mayBeUsedFor(KeyUsage.nonRepudiation);
            case MAIL_ENCRYPTION ->
                certificate.mayBeUsedFor(KeyUsage.keyEncipherment) || certificate.mayBeUsedFor(KeyUsage.keyAgreement);
            case TLS_SERVER, TLS_CLIENT ->
                certificate.mayBeUsedFor(KeyUsage.digitalSignature)
                        || certificate.mayBeUsedFor(KeyUsage.keyEncipherment);
            case ANY -> true;
        };
    }

    private static String identifier(ChainPurpose purpose) {
        return switch (purpose) {
            case MAIL_SIGNING, MAIL_ENCRYPTION -> "1.3.6.1.5.5.7.3.4";
            case TLS_SERVER -> "1.3.6.1.5.5.7.3.1";
            case TLS_CLIENT -> "1.3.6.1.5.5.7.3.2";
            case ANY -> ANY_PURPOSE;
        };
    }

    private static String words(ChainPurpose purpose) {
        return switch (purpose) {
            case MAIL_SIGNING -> "signing mail";
            case MAIL_ENCRYPTION -> "encrypting mail";
            case TLS_SERVER -> "a TLS server";
            case TLS_CLIENT -> "a TLS client";
            case ANY -> "anything";
        };
    }
}
