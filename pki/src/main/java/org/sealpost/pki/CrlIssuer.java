package org.sealpost.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.sealpost.pki.IssuedCertificates.Base;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Released;
import org.sealpost.pki.IssuedCertificates.Revocation;

/**
 * Makes the lists of revoked certificates (RFC 5280 section 5): a complete one on schedule, long before the old one ends, and at
 * once after a revocation; with it a list of the changes since the oldest complete one that is still good (section 5.2.4), which
 * whoever has one of them reads instead. A root, which revokes next to nothing, has complete lists only.
 *
 * <p>The keys of one authority have one subject, and readers tell their lists apart badly. So each of them tells the revocations
 * of all, and it does not matter which one is read.
 */
public final class CrlIssuer {
    private static final Duration ISSUING_LIFE = Duration.ofDays(7);
    private static final Duration ISSUING_RENEWAL = Duration.ofDays(1);
    private static final Duration BASES_APART = Duration.ofHours(12);
    private static final Duration DELTA_LIFE = Duration.ofDays(1);
    private static final Duration DELTA_RENEWAL = Duration.ofHours(6);
    private static final Duration ROOT_LIFE = Duration.ofDays(90);
    private static final Duration ROOT_RENEWAL = Duration.ofDays(30);
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    /** What was revoked around the time at which a complete list was made may stand in both; better twice than never. */
    private static final Duration OVERLAP = Duration.ofMinutes(15);

    /** A longer list is made on schedule only; until then the changes tell what is new. */
    private static final int COMPLETE_AT_ONCE = 100_000;

    /** More lists than anybody makes in a burst; the clock catches up in twelve days. */
    private static final long AFTER_RESTORE = 1_000_000;

    private final CertificateAuthority authority;
    private final IssuedCertificates book;

    public CrlIssuer(CertificateAuthority authority, IssuedCertificates book) {
        this.authority = authority;
        this.book = book;
    }

    /**
     * The complete list of an authority; a new one if there is none or it is due. Empty for an authority whose key is elsewhere
     * and whose list nobody brought.
     *
     * @throws AuthorityFailure if there is no authority of this name
     */
    public synchronized Optional<Crl> current(String issuer, Instant now) {
        AuthorityRecord record = require(issuer);
        Optional<Crl> latest = book.latestCrl(issuer);
        if (!signs(record) || latest.isPresent() && (!isDue(record, latest.get(), now) || isOver(record, now))) {
            return latest;
        }
        return Optional.of(make(record, now, new Reason("the list was due", 0, true)));
    }

    private boolean isDue(AuthorityRecord record, Crl latest, Instant now) {
        Instant base = latest.bases().getLast().at();
        return !base.plus(record.isRoot() ? ROOT_RENEWAL : ISSUING_RENEWAL).isAfter(now);
    }

    /** Nobody asks any more about certificates of an authority that retired and of which the last one ended. */
    private boolean isOver(AuthorityRecord record, Instant now) {
        return record.state() == AuthorityRecord.State.RETIRED
                && book.lastEnd(record.name())
                        .filter(end -> end.plus(ISSUING_LIFE).isAfter(now))
                        .isEmpty();
    }

    /** The list of changes; a new one if it is due. Empty for an authority that has none. */
    public synchronized Optional<Crl> delta(String issuer, Instant now) {
        AuthorityRecord record = require(issuer);
        if (record.isRoot() || !signs(record)) {
            return Optional.empty();
        }
        Crl complete = current(issuer, now).orElseThrow();
        Optional<Crl> latest = book.latestDelta(issuer)
                .filter(delta -> delta.base().number() == first(complete, now).number())
                .filter(delta -> delta.thisUpdate().plus(DELTA_RENEWAL).isAfter(now) || isOver(record, now));
        return Optional.of(latest.orElseGet(() -> {
            Crl delta = delta(record, number(record, now, 0), first(complete, now), now, "the list of changes was due");
            book.addDelta(delta);
            return delta;
        }));
    }

    /**
     * The newest complete list of the authority that issued a certificate; of those with the same name, that whose book has the
     * number, else the newest.
     *
     * @param name of the issuer, DER
     */
    public Optional<Crl> of(byte[] name, BigInteger serial, Instant now) {
        X500Principal issuer = new X500Principal(name);
        List<AuthorityRecord> named = authority.records().stream()
                .filter(one -> one.certificate()
                        .filter(der -> CertificateAuthority.certificate(der)
                                .getSubjectX500Principal()
                                .equals(issuer))
                        .isPresent())
                .sorted(Comparator.comparingInt(AuthorityRecord::generation).reversed())
                .toList();
        return named.stream()
                .filter(one -> book.standing(one.name(), serial).isPresent())
                .findFirst()
                .or(() -> named.stream().findFirst())
                .flatMap(one -> current(one.name(), now));
    }

    /** Whatever is due of all authorities. */
    public void routine(Instant now) {
        for (AuthorityRecord record : authority.records()) {
            if (signs(record)) {
                var _ = current(record.name(), now);
                var _ = delta(record.name(), now);
            }
        }
    }

    /** Makes new lists whatever the schedule says, since something was revoked; those of all keys of the authority. */
    public synchronized Crl renew(String issuer, Instant now) {
        return renew(issuer, now, new Reason("a certificate was revoked", 0, false));
    }

    /** Makes a new complete list, and begins with it anew to count changes. */
    public synchronized Crl publish(String issuer, Instant now) {
        return renew(issuer, now, new Reason("an administrator asked for it", 0, true));
    }

    /**
     * Makes a new CRL after the book was restored from an older state. Whoever has seen a list of the time in between takes none
     * with a lower number, and many revocations in a short time may have brought that number beyond the clock.
     */
    public synchronized Crl renewAfterRestore(String issuer, Instant now) {
        return make(require(issuer), now, new Reason("the book was restored", AFTER_RESTORE, true));
    }

    /** Why a list is made; {@code fresh} if it is a base for changes to come. */
    private record Reason(String words, long distance, boolean fresh) {}

    private Crl renew(String issuer, Instant now, Reason reason) {
        for (AuthorityRecord sibling : authority.current().siblings(issuer)) {
            if (signs(sibling) && !sibling.name().equals(issuer)) {
                var _ = make(sibling, now, reason);
            }
        }
        return make(require(issuer), now, reason);
    }

    private AuthorityRecord require(String issuer) {
        return authority
                .current()
                .find(issuer)
                .orElseThrow(() -> new AuthorityFailure("there is no authority of this name: " + issuer));
    }

    private static boolean signs(AuthorityRecord record) {
        return record.keyHere() && record.certificate().isPresent();
    }

    private Crl make(AuthorityRecord record, Instant now, Reason reason) {
        Optional<Crl> latest = book.latestCrl(record.name());
        List<Revocation> revoked = book.revoked(siblings(record), now);
        long number = number(record, now, reason.distance());
        boolean scheduled = reason.fresh() || latest.isEmpty() || isDue(record, latest.get(), now);
        if (!scheduled && revoked.size() > COMPLETE_AT_ONCE && !record.isRoot()) {
            Crl known = latest.orElseThrow();
            book.addDelta(delta(record, number, first(known, now), now, reason.words()));
            return known;
        }
        boolean anew = reason.distance() > 0 || record.isRoot();
        List<Base> bases = bases(anew ? Optional.empty() : latest, new Base(number, now), scheduled);
        Crl complete = complete(record, number, bases, now, revoked, reason.words());
        // RFC 5280 section 5.2.4: made at the same time, they bear the same number and tell the same.
        Optional<Crl> delta = bases.getFirst().number() == number
                ? Optional.empty()
                : Optional.of(delta(record, number, bases.getFirst(), now, reason.words()));
        book.addCrl(complete, delta);
        return complete;
    }

    /** Those of before that may still be in use, and the new one if it is one of the schedule. */
    private static List<Base> bases(Optional<Crl> latest, Base next, boolean scheduled) {
        List<Base> bases =
                new ArrayList<>(latest.map(crl -> inUse(crl, next.at())).orElse(List.of()));
        if (bases.isEmpty() || scheduled && isApart(bases.getLast(), next.at())) {
            bases.add(next);
        }
        return bases;
    }

    /** Complete lists that somebody may hold and use. */
    private static List<Base> inUse(Crl latest, Instant now) {
        return latest.bases().stream()
                .filter(base -> base.at().plus(ISSUING_LIFE).isAfter(now))
                .toList();
    }

    private static Base first(Crl latest, Instant now) {
        return inUse(latest, now).stream()
                .findFirst()
                .orElseGet(() -> latest.bases().getLast());
    }

    /** Of those that are made by the hand of an administrator one after the other the first will do. */
    private static boolean isApart(Base last, Instant now) {
        return !last.at().plus(BASES_APART).isAfter(now);
    }

    private List<String> siblings(AuthorityRecord record) {
        return authority.current().siblings(record.name()).stream()
                .map(AuthorityRecord::name)
                .toList();
    }

    /** Higher than all before, of all keys of the authority, and never lower than the clock, so that none comes back after a restore. */
    private long number(AuthorityRecord record, Instant now, long distance) {
        long floor = authority.current().siblings(record.name()).stream()
                .mapToLong(AuthorityRecord::crlFloor)
                .max()
                .orElse(0);
        long last = Math.max(floor, book.lastCrlNumber(siblings(record)));
        return Math.max(last + 1, now.getEpochSecond()) + distance;
    }

    private Crl complete(
            AuthorityRecord record, long number, List<Base> bases, Instant now, List<Revocation> revoked, String why) {
        Instant nextUpdate =
                now.plus(record.isRoot() ? ROOT_LIFE : ISSUING_LIFE).truncatedTo(ChronoUnit.SECONDS);
        Authority signer = signer(record, "signs CRL number " + number, why);
        ExtensionsGenerator extensions = extensions(signer, number);
        if (!record.isRoot()) {
            add(
                    extensions,
                    Extension.freshestCRL,
                    false,
                    point(authority.config().deltaUrl(record.name())));
        }
        byte[] der = CrlEncoder.encode(signer, updated(now), nextUpdate, revoked, extensions.generate());
        return new Crl(record.name(), number, bases, now, nextUpdate, der);
    }

    private Crl delta(AuthorityRecord record, long number, Base base, Instant now, String why) {
        Instant since = base.at().minus(OVERLAP);
        List<Revocation> revoked = book.revoked(siblings(record), since, now);
        List<Released> released = book.released(siblings(record), since);
        Instant nextUpdate = now.plus(DELTA_LIFE).truncatedTo(ChronoUnit.SECONDS);
        Authority signer = signer(record, "signs CRL number " + number + ", changes since " + base.number(), why);
        ExtensionsGenerator extensions = extensions(signer, number);
        add(extensions, Extension.deltaCRLIndicator, true, new ASN1Integer(base.number()));
        byte[] der = CrlEncoder.encode(signer, updated(now), nextUpdate, revoked, released, extensions.generate());
        return new Crl(record.name(), number, List.of(base), now, nextUpdate, der);
    }

    private Authority signer(AuthorityRecord record, String use, String why) {
        Authority signer = authority.current().require(record.name());
        authority.recordUse(signer, use, why);
        return signer;
    }

    private static Instant updated(Instant now) {
        return now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS);
    }

    private static ExtensionsGenerator extensions(Authority signer, long number) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        add(extensions, Extension.cRLNumber, false, new ASN1Integer(BigInteger.valueOf(number)));
        add(extensions, Extension.authorityKeyIdentifier, false, signer.keyIdentifier());
        return extensions;
    }

    private static CRLDistPoint point(String url) {
        GeneralNames place = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url));
        return new CRLDistPoint(
                new DistributionPoint[] {new DistributionPoint(new DistributionPointName(place), null, null)});
    }

    private static void add(
            ExtensionsGenerator extensions, ASN1ObjectIdentifier identifier, boolean critical, ASN1Encodable value) {
        try {
            extensions.addExtension(identifier, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
