package org.sealpost.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sealpost.identity.ChainPurpose;

/** What plain path validation does not ask: uses, key lengths and algorithms, by identifier and never by name. */
final class PathFitness {
    private static final int RSA_LEAST_BITS = 2048;
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    /** SHA-256 and stronger with RSA (1.5 and PSS) and ECDSA, Ed25519, Ed448. */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.11",
            "1.2.840.113549.1.1.12",
            "1.2.840.113549.1.1.13",
            "1.2.840.113549.1.1.10",
            "1.2.840.10045.4.3.2",
            "1.2.840.10045.4.3.3",
            "1.2.840.10045.4.3.4",
            "1.3.101.112",
            "1.3.101.113");

    private PathFitness() {}

    /** In words, for the first certificate and the path up to, but without, the root. */
    static List<String> faults(List<X509Certificate> path, ChainPurpose purpose) {
        List<String> faults = new ArrayList<>();
        for (X509Certificate certificate : path.subList(0, Math.max(1, path.size() - 1))) {
            if (!SIGNATURES.contains(certificate.getSigAlgOID())) {
                faults.add("signed with an algorithm that is not trusted: " + certificate.getSigAlgOID());
            }
            if (!isMeantFor(certificate, purpose)) {
                faults.add("not meant for " + words(purpose) + ": "
                        + certificate.getSubjectX500Principal().getName());
            }
        }
        for (X509Certificate certificate : path) {
            if (certificate.getPublicKey() instanceof RSAKey rsa
                    && rsa.getModulus().bitLength() < RSA_LEAST_BITS) {
                faults.add("RSA key of " + rsa.getModulus().bitLength() + " bits");
            }
        }
        if (!usageFits(path.getFirst(), purpose)) {
            faults.add("its key usage does not allow " + words(purpose));
        }
        return faults;
    }

    /** A certificate without extended key usage is not limited (RFC 5280 4.2.1.12), for mail as RFC 8550 4.4.4 says. */
    private static boolean isMeantFor(X509Certificate certificate, ChainPurpose purpose) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(ANY_PURPOSE) || purposes.contains(identifier(purpose));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean usageFits(X509Certificate certificate, ChainPurpose purpose) {
        boolean[] usage = certificate.getKeyUsage();
        if (usage == null) {
            return true;
        }
        return switch (purpose) {
            case MAIL_SIGNING -> usage[DIGITAL_SIGNATURE] || usage[NON_REPUDIATION];
            case MAIL_ENCRYPTION -> usage[KEY_ENCIPHERMENT] || usage[KEY_AGREEMENT];
            case TLS_SERVER, TLS_CLIENT -> usage[DIGITAL_SIGNATURE] || usage[KEY_ENCIPHERMENT];
        };
    }

    private static String identifier(ChainPurpose purpose) {
        return switch (purpose) {
            case MAIL_SIGNING, MAIL_ENCRYPTION -> "1.3.6.1.5.5.7.3.4";
            case TLS_SERVER -> "1.3.6.1.5.5.7.3.1";
            case TLS_CLIENT -> "1.3.6.1.5.5.7.3.2";
        };
    }

    private static String words(ChainPurpose purpose) {
        return switch (purpose) {
            case MAIL_SIGNING -> "signing mail";
            case MAIL_ENCRYPTION -> "encrypting mail";
            case TLS_SERVER -> "a TLS server";
            case TLS_CLIENT -> "a TLS client";
        };
    }
}
