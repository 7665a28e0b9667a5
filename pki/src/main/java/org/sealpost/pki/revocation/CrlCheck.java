package org.sealpost.pki.revocation;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.path.PathCertificate;

/**
 * What CRLs that are at hand say about one certificate (RFC 5280 section 6.3.3): each list counts for the certificates and
 * reasons that it says it covers, and only together they have to cover all reasons.
 */
final class CrlCheck {
    /** unused, keyCompromise ... aACompromise: the nine bits of RFC 5280 section 4.2.1.13. */
    private static final int ALL_REASONS = 0x1FF;

    private static final int LISTS_LIMIT = 64;
    private static final String STALE = "it ended on ";

    private final PathCertificate certificate;
    private final Collection<KnownCrl> lists;
    private final Predicate<CrlIndex> authentic;
    private final Instant at;
    private final Instant seenAt;

    /**
     * @param authentic whether somebody signed the list who may speak for its issuer
     * @param at the time for which it is asked; seenAt the time at which a list must be fresh
     */
    CrlCheck(
            PathCertificate certificate,
            Collection<KnownCrl> lists,
            Predicate<CrlIndex> authentic,
            Instant at,
            Instant seenAt) {
        this.certificate = certificate;
        this.lists = lists;
        this.authentic = authentic;
        this.at = at;
        this.seenAt = seenAt;
    }

    RevocationStatus run() {
        int reasons = 0;
        String why = "no CRL of " + certificate.issuerName() + " is at hand";
        List<KnownCrl> used = new ArrayList<>();
        for (KnownCrl list : lists.stream().limit(LISTS_LIMIT).toList()) {
            int covered = list.crl().header().base().isPresent() ? 0 : covered(list.crl());
            if ((covered & ~reasons) == 0) {
                continue;
            }
            Optional<String> refusal = refusal(list);
            Optional<RevocationStatus> revoked = revoked(list, refusal);
            if (revoked.isPresent()) {
                return revoked.get();
            }
            if (refusal.isPresent()) {
                why = list.words() + ": " + refusal.get();
                continue;
            }
            reasons |= covered;
            used.add(delta(list).orElse(list));
        }
        return reasons == ALL_REASONS
                ? good(used)
                : unknown(used.isEmpty() ? why : "the CRLs at hand do not cover all reasons");
    }

    /** Why the list says nothing, or only whom it names. */
    private Optional<String> refusal(KnownCrl list) {
        CrlHeader header = list.crl().header();
        if (header.unusable().isPresent()) {
            return header.unusable();
        }
        if (!authentic.test(list.crl())) {
            return Optional.of("it is not signed by somebody who may speak for its issuer");
        }
        if (!list.isFresh(seenAt)) {
            return Optional.of(
                    STALE + header.nextUpdate().map(Instant::toString).orElse("a day that it does not tell"));
        }
        return Optional.empty();
    }

    /** A list that is over still names whom it names; one that is refused for another reason says nothing at all. */
    private Optional<RevocationStatus> revoked(KnownCrl list, Optional<String> refusal) {
        boolean silent = refusal.isPresent() && !refusal.get().startsWith(STALE);
        return silent
                ? Optional.empty()
                : entry(list, delta(list)).flatMap(found -> revoked(found, list, refusal.isPresent()));
    }

    private Optional<RevocationStatus> revoked(CrlIndex.Entry entry, KnownCrl list, boolean stale) {
        if (entry.reason().isEmpty()) {
            return Optional.empty();
        }
        RevocationReason reason = entry.reason().get();
        // Somebody on hold may have been let go since.
        boolean mayHaveEnded = stale && reason == RevocationReason.CERTIFICATE_HOLD;
        if (mayHaveEnded || !RevocationReasons.counts(reason, entry.since(), at)) {
            return Optional.empty();
        }
        return Optional.of(new RevocationStatus(
                certificate.fingerprint(),
                new RevocationFinding.Revoked(entry.revokedAt(), reason, list.words()),
                list.crl().fingerprint()));
    }

    private RevocationStatus good(List<KnownCrl> used) {
        KnownCrl oldest = used.getLast();
        return new RevocationStatus(
                certificate.fingerprint(),
                new RevocationFinding.Good(oldest.words()),
                oldest.crl().fingerprint());
    }

    private RevocationStatus unknown(String why) {
        return new RevocationStatus(certificate.fingerprint(), new RevocationFinding.NotChecked(why), "");
    }

    /** The changes count more than the list that they change. */
    private Optional<CrlIndex.Entry> entry(KnownCrl list, Optional<KnownCrl> delta) {
        Optional<CrlIndex.Entry> change =
                delta.flatMap(changes -> changes.crl().find(certificate.issuerKey(), certificate.serial()));
        return change.isPresent() ? change : list.crl().find(certificate.issuerKey(), certificate.serial());
    }

    /** A list of changes to this one: same issuer, scope and key, and based on this one or an earlier (section 5.2.4). */
    private Optional<KnownCrl> delta(KnownCrl complete) {
        CrlHeader base = complete.crl().header();
        BigInteger number = base.number().orElse(BigInteger.valueOf(-1));
        return lists.stream()
                .limit(LISTS_LIMIT)
                .filter(one -> one.crl().header().base().isPresent())
                .filter(one -> one.crl().header().issuerKey().equals(base.issuerKey()))
                .filter(one -> one.crl().header().scope().equals(base.scope()))
                .filter(one -> sameKey(one.crl().header(), base))
                .filter(one -> one.crl().header().base().orElseThrow().compareTo(number) <= 0)
                .filter(one ->
                        one.crl().header().number().orElse(BigInteger.ZERO).compareTo(number) > 0)
                .filter(one -> refusal(one).isEmpty())
                .findFirst();
    }

    private static boolean sameKey(CrlHeader one, CrlHeader other) {
        return Arrays.equals(
                one.authorityKeyIdentifier().orElse(new byte[0]),
                other.authorityKeyIdentifier().orElse(new byte[0]));
    }

    /** The reasons for which the list speaks about this certificate; 0 if it does not. */
    private int covered(CrlIndex list) {
        int covered = 0;
        for (DistributionPoint point : DistributionPoints.of(certificate)) {
            covered |= covered(list.header(), point);
        }
        return covered;
    }

    private int covered(CrlHeader list, DistributionPoint point) {
        Optional<IssuingDistributionPoint> scope = list.scope();
        if (!DistributionPoints.isIssuer(point, certificate, list, scope)) {
            return 0;
        }
        boolean fits = scope.map(
                        one -> isFor(one, certificate) && DistributionPoints.isPlace(point, certificate, list, one))
                .orElse(true);
        if (!fits) {
            return 0;
        }
        int ofPoint = bits(point.getReasons());
        return ofPoint & scope.map(one -> bits(one.getOnlySomeReasons())).orElse(ALL_REASONS);
    }

    private static boolean isFor(IssuingDistributionPoint scope, PathCertificate certificate) {
        boolean authority = certificate.isAuthority();
        return !scope.onlyContainsAttributeCerts()
                && !(scope.onlyContainsUserCerts() && authority)
                && !(scope.onlyContainsCACerts() && !authority);
    }

    private static int bits(@org.jspecify.annotations.Nullable ReasonFlags flags) {
        if (flags == null) {
            return ALL_REASONS;
        }
        byte[] octets = flags.getBytes();
        int bits = 0;
        for (int bit = 0; bit < 9; bit++) {
            boolean set = bit / 8 < octets.length && (octets[bit / 8] >> (7 - bit % 8) & 1) == 1;
            bits |= set ? 1 << bit : 0;
        }
        // The first bit means nothing; a list for some reasons would never cover it.
        return bits | 1;
    }
}
