package org.sealpost.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Enumerates the paths from a certificate to a root by name, the likeliest first, within a budget. */
final class PathSearch {
    private static final int PATHS_LIMIT = 64;
    private static final int STEPS_LIMIT = 4_096;
    private static final int LENGTH_LIMIT = 12;

    private final List<X509Certificate> pool;
    private final List<X509Certificate> roots;
    private final List<List<X509Certificate>> found = new ArrayList<>();
    private int steps;

    PathSearch(List<X509Certificate> pool, List<X509Certificate> roots) {
        this.pool = pool;
        this.roots = roots;
    }

    /** Each path from the certificate to a root, both included. A root itself is a path of one. */
    List<List<X509Certificate>> from(X509Certificate subject) {
        if (roots.contains(subject)) {
            return List.of(List.of(subject));
        }
        extend(List.of(subject));
        return found;
    }

    private void extend(List<X509Certificate> path) {
        X509Certificate last = path.getLast();
        for (X509Certificate issuer : issuers(last)) {
            if (found.size() == PATHS_LIMIT || ++steps > STEPS_LIMIT) {
                return;
            }
            if (isRepeated(path, issuer)) {
                continue;
            }
            List<X509Certificate> longer =
                    Stream.concat(path.stream(), Stream.of(issuer)).toList();
            if (roots.contains(issuer)) {
                found.add(longer);
            } else if (longer.size() < LENGTH_LIMIT) {
                extend(longer);
            }
        }
    }

    /** Roots before others, those whose key identifier fits before those that only have the name. */
    private List<X509Certificate> issuers(X509Certificate certificate) {
        return Stream.concat(roots.stream(), pool.stream())
                .filter(issuer -> issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .distinct()
                .sorted(Comparator.comparing((X509Certificate issuer) -> !roots.contains(issuer))
                        .thenComparing(issuer -> !keyIdentifierFits(certificate, issuer)))
                .toList();
    }

    private static boolean keyIdentifierFits(X509Certificate certificate, X509Certificate issuer) {
        byte[] wanted = certificate.getExtensionValue("2.5.29.35");
        byte[] has = issuer.getExtensionValue("2.5.29.14");
        // The identifier is the last part of both values in nearly every certificate; this only orders.
        return wanted != null
                && has != null
                && has.length >= 20
                && ends(wanted, Arrays.copyOfRange(has, has.length - 20, has.length));
    }

    private static boolean ends(byte[] bytes, byte[] end) {
        return bytes.length >= end.length
                && Arrays.equals(bytes, bytes.length - end.length, bytes.length, end, 0, end.length);
    }

    private static boolean isRepeated(List<X509Certificate> path, X509Certificate next) {
        return path.stream()
                .anyMatch(one -> one.getSubjectX500Principal().equals(next.getSubjectX500Principal())
                        && one.getPublicKey().equals(next.getPublicKey()));
    }
}
