package org.sealpost.pki.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Enumerates the paths from a certificate to an anchor by name, the likeliest first, within a budget: anchors before others, a
 * key identifier that fits before a name alone, those in force before others. Who did not sign is no way up.
 */
final class PathSearch {
    static final int PATHS_LIMIT = 64;
    static final int LENGTH_LIMIT = 12;
    private static final int STEPS_LIMIT = 4_096;

    private final Map<NameKey, List<PathCertificate>> bySubject = new LinkedHashMap<>();
    private final Predicate<PathCertificate> anchor;
    private final Predicate<PathCertificate> inForce;
    private final BiPredicate<PathCertificate, PathCertificate> signed;
    private final List<List<PathCertificate>> found = new ArrayList<>();
    private final List<PathCertificate> longest = new ArrayList<>();
    private final List<PathCertificate> forged = new ArrayList<>();
    private int steps;

    PathSearch(
            Collection<PathCertificate> pool,
            Predicate<PathCertificate> anchor,
            Predicate<PathCertificate> inForce,
            BiPredicate<PathCertificate, PathCertificate> signed) {
        this.anchor = anchor;
        this.inForce = inForce;
        this.signed = signed;
        pool.stream()
                .distinct()
                .forEach(one -> bySubject
                        .computeIfAbsent(one.subjectKey(), name -> new ArrayList<>())
                        .add(one));
    }

    /** Each path from the certificate to an anchor, both included. An anchor itself is a path of one. */
    List<List<PathCertificate>> from(PathCertificate subject) {
        longest.add(subject);
        if (anchor.test(subject)) {
            return List.of(List.of(subject));
        }
        extend(List.of(subject));
        return found;
    }

    /** The longest way up that was seen, for those who ask why there is no path. */
    List<PathCertificate> longest() {
        return longest;
    }

    boolean isExhausted() {
        return steps > STEPS_LIMIT || found.size() == PATHS_LIMIT;
    }

    private void extend(List<PathCertificate> path) {
        for (PathCertificate issuer : issuers(path.getLast())) {
            if (found.size() == PATHS_LIMIT || ++steps > STEPS_LIMIT) {
                return;
            }
            if (path.stream().anyMatch(issuer::isSameAuthority)) {
                continue;
            }
            List<PathCertificate> longer =
                    Stream.concat(path.stream(), Stream.of(issuer)).toList();
            if (!signed.test(path.getLast(), issuer)) {
                noteForged(longer);
                continue;
            }
            note(longer);
            if (anchor.test(issuer)) {
                found.add(longer);
            } else if (longer.size() < LENGTH_LIMIT) {
                extend(longer);
            }
        }
    }

    /** A path of names only: it tells why there is none, if there is none. */
    private void noteForged(List<PathCertificate> path) {
        if (forged.isEmpty() || !anchor.test(forged.getLast()) && anchor.test(path.getLast())) {
            forged.clear();
            forged.addAll(path);
        }
    }

    /** A way up at whose end the signature is wrong, to an anchor if there is one; empty if none was seen. */
    List<PathCertificate> forged() {
        return forged;
    }

    private void note(List<PathCertificate> path) {
        if (path.size() > longest.size()) {
            longest.clear();
            longest.addAll(path);
        }
    }

    private List<PathCertificate> issuers(PathCertificate certificate) {
        return bySubject.getOrDefault(certificate.issuerKey(), List.of()).stream()
                .sorted(Comparator.comparing((PathCertificate issuer) -> !anchor.test(issuer))
                        .thenComparing(issuer -> !issuer.identifies(certificate))
                        .thenComparing(issuer -> !inForce.test(issuer)))
                .toList();
    }
}
