package org.sealpost.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Kind;
import org.sealpost.pki.AuthorityRecord.Origin;
import org.sealpost.pki.AuthorityRecord.State;

/**
 * The way from the certificate of an authority that came from elsewhere up to the root of those who gave it. What is above becomes
 * known as authorities whose keys are elsewhere, unless it is known already.
 */
final class AuthorityPath {
    private static final int DEPTH_LIMIT = 8;
    private static final String LETTERS = "bcdefghijklmnopqrstuvwxyz";

    private final List<AuthorityRecord> known;
    private final IssuedCertificates book;

    AuthorityPath(List<AuthorityRecord> known, IssuedCertificates book) {
        this.known = known;
        this.book = book;
    }

    /**
     * The certificates from this one up to a root.
     *
     * @param given in any order
     * @throws IllegalArgumentException if one is missing, or may not be above the others
     */
    List<X509Certificate> find(X509Certificate lowest, List<X509Certificate> given, Instant now) {
        List<X509Certificate> candidates = new ArrayList<>(given);
        known.stream()
                .flatMap(record -> record.of(Kind.OWN))
                .map(own -> CertificateAuthority.certificate(own.der()))
                .forEach(candidates::add);
        List<X509Certificate> path = new ArrayList<>(List.of(lowest));
        AuthorityChecking.requireAuthority(lowest, now);
        while (!isSelfSigned(path.getLast())) {
            X509Certificate last = path.getLast();
            AuthorityChecking.require(
                    path.size() < DEPTH_LIMIT, "there are over " + DEPTH_LIMIT + " authorities above");
            X509Certificate next = candidates.stream()
                    .filter(one -> one.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .filter(one -> !path.contains(one) && AuthorityChecking.isSigned(last, one))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the certificate of "
                            + last.getIssuerX500Principal().getName() + " is missing, which signed that of "
                            + last.getSubjectX500Principal().getName() + "; name a file with it: --chain FILE"));
            AuthorityChecking.requireAuthority(next, now);
            AuthorityChecking.require(
                    next.getBasicConstraints() >= path.size() - 1,
                    next.getSubjectX500Principal().getName() + " may not have " + path.size()
                            + " authorities below it (path length " + next.getBasicConstraints() + ")");
            path.add(next);
        }
        return path;
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && AuthorityChecking.isSigned(certificate, certificate);
    }

    /**
     * What is above.
     *
     * @param parent the name of the entry that signed the lowest; empty if that is a root itself
     * @param keeping what makes the new ones known
     */
    record Above(Optional<String> parent, Change keeping) {}

    /** Makes known what is above the first of a path, with names that are made from that of its line. */
    Above keep(List<X509Certificate> path, String line, int place) {
        Optional<String> parent = Optional.empty();
        Change keeping = Change.none();
        List<String> taken = new ArrayList<>(known.stream()
                .flatMap(record -> Stream.of(record.name(), record.line()))
                .toList());
        for (X509Certificate one : path.subList(1, path.size()).reversed()) {
            String keyId = KeyPairs.id(one.getPublicKey());
            byte[] der = CertificateAuthority.encoded(one);
            Optional<AuthorityRecord> same = known.stream()
                    .filter(record -> record.keyId().equals(keyId))
                    .findFirst();
            AuthorityRecord record = same.isPresent()
                    ? same.get()
                    : outside(free(line + (parent.isEmpty() ? "-root" : "-parent"), taken), keyId, one, place);
            boolean isNew = record.of(Kind.OWN).noneMatch(own -> Arrays.equals(own.der(), der));
            if (isNew) {
                keeping = keeping.and(book.puttingAuthority(record.with(AuthorityCertificate.own(der, parent))));
            }
            taken.add(record.name());
            parent = Optional.of(record.name());
        }
        return new Above(parent, keeping);
    }

    private static String free(String wanted, List<String> taken) {
        if (!taken.contains(wanted)) {
            return wanted;
        }
        return LETTERS.chars()
                .mapToObj(letter -> wanted + "-" + (char) letter)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are too many authorities " + wanted));
    }

    private static AuthorityRecord outside(String name, String keyId, X509Certificate certificate, int place) {
        return new AuthorityRecord(
                name,
                name,
                Origin.OUTSIDE,
                State.ACTIVE,
                keyId,
                false,
                scheme(certificate),
                place,
                0,
                false,
                List.of());
    }

    /** Nobody signs with it here; of a kind that the house does not know, any will do. */
    private static SignatureScheme scheme(X509Certificate certificate) {
        return KeyKind.find(KeyPairs.algorithm(certificate.getPublicKey()))
                .filter(kind -> !SignatureScheme.all(kind).isEmpty())
                .map(SignatureScheme::usual)
                .orElse(SignatureScheme.RSA_SHA256);
    }
}
