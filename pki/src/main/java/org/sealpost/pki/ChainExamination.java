package org.sealpost.pki;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.PathFacts;
import org.sealpost.identity.PathFacts.Member;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.pki.path.NameMatch;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PathValidator;
import org.sealpost.pki.path.PathValidator.CheckedPath;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.DistributionPoints;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.RevocationService;
import org.sealpost.pki.revocation.RevocationService.Evidence;

/**
 * Finds out everything about a chain: its paths, fetching an intermediate certificate that is missing where the others say that it
 * is found, and for whole paths whether something in them was revoked. What is fetched helps to build a path and is never trusted
 * by itself.
 */
public final class ChainExamination {
    private static final int ISSUERS_KEPT = 500;
    private static final int ISSUER_FETCHES = 4;
    private static final int ISSUER_LIMIT_BYTES = 256 * 1024;
    private static final Duration ISSUER_PATIENCE = Duration.ofSeconds(1);

    private final RevocationService revocation;
    private final Fetcher fetcher;
    private final Map<URI, List<PathCertificate>> issuers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, List<PathCertificate>> eldest) {
            return size() > ISSUERS_KEPT;
        }
    };

    public ChainExamination(RevocationService revocation, Fetcher fetcher) {
        this.revocation = revocation;
        this.fetcher = fetcher;
    }

    /** All facts; {@code online} says whether somebody outside may be asked. */
    public ChainFacts examine(ValidationRequest request, Evidence evidence, boolean online) {
        return facts(request, paths(request, online), evidence, online);
    }

    /** The paths, with issuers that were missing fetched. */
    PathValidator.Result paths(ValidationRequest request, boolean online) {
        ValidationRequest asked = request;
        PathValidator.Result result = PathValidator.validate(asked);
        long end = System.nanoTime() + ISSUER_PATIENCE.toNanos();
        for (int i = 0; i < ISSUER_FETCHES && online && result.paths().isEmpty(); i++) {
            List<PathCertificate> more = fetched(result.highest(), end);
            if (more.isEmpty()) {
                return result;
            }
            asked = asked.withMore(more);
            result = PathValidator.validate(asked);
        }
        return result;
    }

    ChainFacts facts(ValidationRequest request, PathValidator.Result result, Evidence evidence, boolean online) {
        List<PathFacts> paths = new ArrayList<>();
        for (CheckedPath path : result.paths()) {
            boolean toAsk = path.isWholeButForDates();
            List<RevocationStatus> statuses =
                    toAsk ? revocation.check(path, request, evidence, online && path.isWhole()) : List.of();
            paths.add(facts(path, statuses));
            if (path.isWhole() && statuses.stream().allMatch(one -> one.finding() instanceof RevocationFinding.Good)) {
                break;
            }
        }
        PathCertificate subject = request.subject();
        return new ChainFacts(
                request.purpose(),
                request.at(),
                subject.fingerprint(),
                subject.name(),
                NameMatch.addresses(subject),
                result.top(),
                paths,
                result.noPath());
    }

    private static PathFacts facts(CheckedPath path, List<RevocationStatus> statuses) {
        List<PathCertificate> members = path.certificates();
        Instant from = members.stream()
                .map(PathCertificate::notBefore)
                .max(Instant::compareTo)
                .orElseThrow();
        Instant to = members.stream()
                .map(PathCertificate::notAfter)
                .min(Instant::compareTo)
                .orElseThrow();
        return new PathFacts(
                members.stream()
                        .map(one -> new Member(
                                one.fingerprint(), one.name(), one.serial().toString(16)))
                        .toList(),
                path.checked(),
                path.faults(),
                path.warnings(),
                from,
                to,
                path.grant().revocation(),
                statuses);
    }

    private List<PathCertificate> fetched(PathCertificate below, long endNanos) {
        for (URI uri : DistributionPoints.issuers(below)) {
            synchronized (issuers) {
                List<PathCertificate> known = issuers.get(uri);
                if (known != null) {
                    return known;
                }
            }
            long left = endNanos - System.nanoTime();
            if (left <= 0) {
                return List.of();
            }
            Fetcher.Fetched fetched = fetcher.fetch(
                    new Fetcher.Wanted(uri, Optional.empty(), ISSUER_LIMIT_BYTES, der -> keep(uri, der)),
                    Duration.ofNanos(left));
            if (fetched instanceof Fetcher.Fetched.Got(byte[] content)) {
                return ForeignFile.certificates(content);
            }
        }
        return List.of();
    }

    private void keep(URI uri, byte[] content) {
        List<PathCertificate> certificates = ForeignFile.certificates(content);
        synchronized (issuers) {
            issuers.put(uri, certificates);
        }
    }
}
