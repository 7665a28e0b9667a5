package org.sealpost.pki;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.sealpost.mail.Change;
import org.sealpost.pki.TrustAnchors.Anchor;
import org.sealpost.pki.TrustAnchors.Intermediate;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.NameMatch;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.CrlShelf;

/**
 * Puts what is in a file where it belongs, by its kind: roots to those that are trusted, within limits; intermediates to the
 * helpers; CRLs to those that people brought. Nothing is done here; each step says what it is and is made by whoever records it.
 */
public final class ForeignImport {
    private final TrustAnchors anchors;
    private final IssuedCertificates book;
    private final CrlShelf shelf;
    private final Clock clock;

    public ForeignImport(TrustAnchors anchors, IssuedCertificates book, CrlShelf shelf, Clock clock) {
        this.anchors = anchors;
        this.book = book;
        this.shelf = shelf;
        this.clock = clock;
    }

    /** What a thing in a file is. */
    public enum Kind {
        ROOT,
        INTERMEDIATE,
        CRL,
        PERSON,
        KEY,
        UNREADABLE
    }

    /**
     * One thing in a file.
     *
     * @param words what is done with it, or why nothing is done
     * @param act empty if nothing is done
     */
    public record Step(Kind kind, String name, String fingerprint, String words, Optional<Change> act) {}

    /**
     * What to do with everything in the file.
     *
     * @param grant for roots; without names it is limited to those that the file itself speaks of
     * @param anyName whether roots are trusted for every name there is
     */
    public List<Step> everything(ForeignFile file, TrustGrant grant, boolean anyName, String source) {
        List<Step> steps = new ArrayList<>();
        for (PathCertificate certificate : file.certificates()) {
            steps.add(certificate(certificate, file, grant, anyName, source));
        }
        steps.addAll(crls(file, source));
        if (file.keys() > 0) {
            steps.add(left(
                    Kind.KEY, file.keys() + " private keys", "not taken: keys of people are not imported this way"));
        }
        file.unreadable().forEach(why -> steps.add(left(Kind.UNREADABLE, "something", "not taken: " + why)));
        return steps;
    }

    private static Step left(Kind kind, String name, String words) {
        return new Step(kind, name, "", words, Optional.empty());
    }

    private Step certificate(
            PathCertificate certificate, ForeignFile file, TrustGrant grant, boolean anyName, String source) {
        if (!certificate.isAuthority()) {
            return step(
                    certificate,
                    Kind.PERSON,
                    "not taken: the certificate of a person or a server; see sealpost contact");
        }
        Instant now = clock.instant();
        Optional<String> fault = TrustAnchors.rootFault(certificate, now);
        if (fault.isEmpty()) {
            return root(certificate, file, grant, anyName, source);
        }
        boolean intermediate = !certificate.issuer().equals(certificate.subject());
        if (!intermediate || now.isAfter(certificate.notAfter())) {
            return step(certificate, Kind.ROOT, "not taken: " + fault.get());
        }
        return new Step(
                Kind.INTERMEDIATE,
                certificate.name(),
                certificate.fingerprint(),
                "kept to build paths; it is not trusted by itself",
                Optional.of(() -> anchors.addIntermediate(new Intermediate(certificate.der(), source))));
    }

    private static Step step(PathCertificate certificate, Kind kind, String words) {
        return new Step(kind, certificate.name(), certificate.fingerprint(), words, Optional.empty());
    }

    private Step root(PathCertificate certificate, ForeignFile file, TrustGrant grant, boolean anyName, String source) {
        TrustGrant limited = grant.isConstrained() || anyName ? grant : grant.limitedTo(proposal(file));
        if (!limited.isConstrained() && !anyName) {
            return step(
                    certificate,
                    Kind.ROOT,
                    "not trusted yet: it could vouch for every address there is. Say for which names it counts, such as"
                            + " --only '*@partner.org', or --any-name");
        }
        return new Step(
                Kind.ROOT,
                certificate.name(),
                certificate.fingerprint(),
                "trusted " + limited.words(),
                Optional.of(() -> anchors.trust(new Anchor(certificate.der(), limited, source))));
    }

    /** The mail domains of the people whose certificates lie in the same file. */
    private static List<String> proposal(ForeignFile file) {
        TreeSet<String> names = new TreeSet<>();
        file.certificates().stream()
                .filter(certificate -> !certificate.isAuthority())
                .flatMap(certificate -> NameMatch.addresses(certificate).stream())
                .forEach(address -> names.add("*@" + address.domain()));
        return List.copyOf(names);
    }

    /** What to do with the CRLs in a file; each must be signed by an authority that is known. */
    public List<Step> crls(ForeignFile file, String source) {
        return file.crls().stream().map(crl -> crl(crl, file, source)).toList();
    }

    private Step crl(CrlIndex crl, ForeignFile file, String source) {
        String name = crl.header().issuer().toString();
        Optional<String> fault = fault(crl, file);
        if (fault.isPresent()) {
            return new Step(Kind.CRL, name, crl.fingerprint(), "not taken: " + fault.get(), Optional.empty());
        }
        String words = "CRL of " + crl.header().thisUpdate() + ", good until "
                + crl.header().nextUpdate().map(Instant::toString).orElse("a day that it does not tell") + ", "
                + crl.entries() + " entries";
        return new Step(Kind.CRL, name, crl.fingerprint(), words, Optional.of(() -> shelf.keep(crl, true, source)));
    }

    private Optional<String> fault(CrlIndex crl, ForeignFile file) {
        if (crl.header().unusable().isPresent()) {
            return crl.header().unusable();
        }
        List<PathCertificate> named = Stream.concat(known(), file.certificates().stream())
                .filter(certificate ->
                        certificate.subjectKey().equals(crl.header().issuerKey()))
                .filter(certificate -> certificate.mayBeUsedFor(KeyUsage.cRLSign))
                .limit(16)
                .toList();
        if (named.isEmpty()) {
            return Optional.of("its issuer is not known; import the certificate of that authority first");
        }
        return named.stream().anyMatch(certificate -> crl.isSignedBy(certificate.publicKey()))
                ? Optional.empty()
                : Optional.of("its signature is not that of its issuer");
    }

    private Stream<PathCertificate> known() {
        return Stream.of(
                        book.authorities().stream().flatMap(AuthorityRecord::published),
                        anchors.anchors().stream().map(Anchor::certificate),
                        anchors.intermediates().stream().map(Intermediate::certificate))
                .flatMap(part -> part)
                .flatMap(der -> {
                    try {
                        return Stream.of(PathCertificate.of(der));
                    } catch (MalformedCertificate e) {
                        return Stream.empty();
                    }
                });
    }
}
