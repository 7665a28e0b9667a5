package org.sealpost.pki.revocation;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.pki.path.Deadline;
import org.sealpost.pki.path.NameKey;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PathValidator;
import org.sealpost.pki.path.PathValidator.CheckedPath;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.RevocationService.Evidence;

/** One question about revocation: what was found out for one certificate serves the next, and the time is limited for all. */
final class RevocationQuestion {
    private static final Duration CRL_SIGNER_PATIENCE = Duration.ofMillis(300);
    private static final int DEPTH_LIMIT = 3;
    private static final int FETCHES_LIMIT = 8;
    private static final int SIGNERS_LIMIT = 8;

    private final RevocationService service;
    private final CheckedPath path;
    private final ValidationRequest request;
    private final Evidence evidence;
    private final boolean online;
    private final long networkEnd = System.nanoTime() + RevocationService.NETWORK_PATIENCE.toNanos();
    private final Map<String, RevocationStatus> known = new HashMap<>();
    private final Set<PathCertificate> underWay = new HashSet<>();
    private final Map<String, Boolean> authentic = new HashMap<>();
    private final Set<String> assumed = new HashSet<>();
    private int fetches;

    RevocationQuestion(
            RevocationService service, CheckedPath path, ValidationRequest request, Evidence evidence, boolean online) {
        this.service = service;
        this.path = path;
        this.request = request;
        this.evidence = evidence;
        this.online = online;
    }

    RevocationStatus ask(PathCertificate certificate, PathCertificate issuer) {
        RevocationStatus before = known.get(certificate.fingerprint());
        if (before != null) {
            return before;
        }
        if (underWay.size() == DEPTH_LIMIT || !underWay.add(certificate)) {
            return notChecked(certificate, "whoever could tell would have to be asked about himself");
        }
        try {
            RevocationStatus status = find(certificate, issuer);
            known.put(certificate.fingerprint(), status);
            return status;
        } finally {
            underWay.remove(certificate);
        }
    }

    private RevocationStatus find(PathCertificate certificate, PathCertificate issuer) {
        Optional<RevocationFinding> own = service.own().standing(certificate, issuer, request.at());
        if (own.isPresent()) {
            return new RevocationStatus(certificate.fingerprint(), own.get(), "");
        }
        List<String> reasons = new ArrayList<>();
        for (Step step : steps()) {
            RevocationStatus status = step.take(certificate, issuer);
            if (!(status.finding() instanceof RevocationFinding.NotChecked(String why))) {
                return status;
            }
            if (!why.isEmpty()) {
                reasons.add(why);
            }
        }
        String why = reasons.isEmpty()
                ? "the certificate of " + certificate.issuerName() + " does not say whom to ask"
                : String.join("; ", new LinkedHashSet<>(reasons));
        return notChecked(certificate, why);
    }

    /** Who asks anew hears what was said before only from a moment ago, or when nobody answers. */
    private List<Step> steps() {
        List<Step> usual = List.of(
                this::answersAtHand, this::listsAtHand, this::askResponder, this::fetchLists, this::broughtLists);
        return evidence.anew() && online
                ? Stream.concat(
                                Stream.<Step>of(this::freshAnswers, this::askResponder, this::fetchOldLists),
                                usual.stream())
                        .toList()
                : usual;
    }

    /** One source; NotChecked with a reason, or with "" if it has nothing to say at all. */
    private interface Step {
        RevocationStatus take(PathCertificate certificate, PathCertificate issuer);
    }

    private static RevocationStatus notChecked(PathCertificate certificate, String why) {
        return new RevocationStatus(certificate.fingerprint(), new RevocationFinding.NotChecked(why), "");
    }

    private RevocationStatus freshAnswers(PathCertificate certificate, PathCertificate issuer) {
        return judged(
                certificate,
                issuer,
                service.freshAnswer(certificate, issuer).stream().toList());
    }

    private RevocationStatus answersAtHand(PathCertificate certificate, PathCertificate issuer) {
        return judged(
                certificate,
                issuer,
                Stream.concat(service.keptAnswer(certificate, issuer).stream(), evidence.ocspAnswers().stream())
                        .toList());
    }

    private RevocationStatus judged(PathCertificate certificate, PathCertificate issuer, List<byte[]> answers) {
        for (byte[] der : answers) {
            RevocationStatus status = judged(certificate, issuer, der);
            if (!(status.finding() instanceof RevocationFinding.NotChecked)) {
                return status;
            }
        }
        return notChecked(certificate, "");
    }

    private RevocationStatus judged(PathCertificate certificate, PathCertificate issuer, byte[] der) {
        OcspAnswer answer =
                new OcspAnswer(certificate, issuer, request.at(), request.seenAt(), signer -> stands(signer, issuer));
        return new RevocationStatus(certificate.fingerprint(), answer.judge(der), Fingerprint.of(der));
    }

    /** A delegated signer whom nobody exempted is looked up in CRLs; he cannot vouch for himself. */
    private boolean stands(PathCertificate signer, PathCertificate issuer) {
        if (request.distrust().why(signer).isPresent()) {
            return false;
        }
        RevocationFinding finding = service.own()
                .standing(signer, issuer, request.at())
                .orElseGet(() -> lists(signer, atHand(signer, false)).finding());
        return !(finding instanceof RevocationFinding.Revoked);
    }

    private RevocationStatus listsAtHand(PathCertificate certificate, PathCertificate issuer) {
        List<KnownCrl> lists = atHand(certificate, false);
        return lists.isEmpty() ? notChecked(certificate, "") : lists(certificate, lists);
    }

    private List<KnownCrl> atHand(PathCertificate certificate, boolean manual) {
        List<KnownCrl> lists = new ArrayList<>();
        if (!manual) {
            evidence.crls().forEach(crl -> lists.add(new KnownCrl(crl, "which came with the question", false)));
        }
        issuers(certificate).forEach(name -> lists.addAll(service.shelf().of(name, manual)));
        return lists;
    }

    /** Who may make CRLs about it: its issuer, and whom it names. */
    private static Set<NameKey> issuers(PathCertificate certificate) {
        Set<NameKey> names = new LinkedHashSet<>();
        names.add(certificate.issuerKey());
        for (DistributionPoint point : DistributionPoints.of(certificate)) {
            if (point.getCRLIssuer() != null) {
                for (GeneralName name : point.getCRLIssuer().getNames()) {
                    if (name.getTagNo() == GeneralName.directoryName) {
                        names.add(NameKey.of(X500Name.getInstance(name.getName())));
                    }
                }
            }
        }
        return names;
    }

    private RevocationStatus lists(PathCertificate certificate, List<KnownCrl> lists) {
        return new CrlCheck(certificate, lists, this::isAuthentic, request.at(), request.seenAt()).run();
    }

    private RevocationStatus askResponder(PathCertificate certificate, PathCertificate issuer) {
        String why = "";
        for (URI uri : DistributionPoints.ocsp(certificate)) {
            Fetcher.Fetched fetched = fetch(new Fetcher.Wanted(
                    uri,
                    Optional.of(OcspAnswer.request(certificate, issuer)),
                    OcspAnswer.LIMIT_BYTES,
                    der -> service.keepAnswer(certificate, issuer, der)));
            RevocationStatus status = switch (fetched) {
                case Fetcher.Fetched.Got(byte[] der) -> judged(certificate, issuer, der);
                case Fetcher.Fetched.Failed(String reason) -> notChecked(certificate, reason);
            };
            if (!(status.finding() instanceof RevocationFinding.NotChecked(String reason))) {
                return status;
            }
            why = reason;
        }
        return notChecked(certificate, why);
    }

    private RevocationStatus fetchOldLists(PathCertificate certificate, PathCertificate issuer) {
        boolean fresh =
                DistributionPoints.crls(certificate).stream().anyMatch(place -> service.isFresh(place.toString()));
        return fresh ? notChecked(certificate, "") : fetchLists(certificate, issuer);
    }

    private RevocationStatus fetchLists(PathCertificate certificate, PathCertificate issuer) {
        List<URI> places = DistributionPoints.crls(certificate);
        if (places.isEmpty()) {
            return notChecked(certificate, "");
        }
        String why = "";
        for (URI uri : places) {
            Fetcher.Fetched fetched = fetchList(uri);
            if (fetched instanceof Fetcher.Fetched.Failed(String reason)) {
                why = reason;
                continue;
            }
            DistributionPoints.deltas(certificate, atHand(certificate, false)).forEach(this::fetchList);
            RevocationStatus status = lists(certificate, atHand(certificate, false));
            if (!(status.finding() instanceof RevocationFinding.NotChecked(String reason))) {
                return status;
            }
            why = reason;
        }
        return notChecked(certificate, why);
    }

    private Fetcher.Fetched fetchList(URI uri) {
        return fetch(new Fetcher.Wanted(
                uri, Optional.empty(), CrlIndex.LIMIT_BYTES, der -> service.keepFetched(der, uri.toString())));
    }

    private Fetcher.Fetched fetch(Fetcher.Wanted wanted) {
        long left = networkEnd - System.nanoTime();
        if (!online || left <= 0 || ++fetches > FETCHES_LIMIT) {
            return new Fetcher.Fetched.Failed(
                    online ? wanted.uri().getHost() + " was not asked: the time was over" : "nobody outside was asked");
        }
        return service.fetcher().fetch(wanted, Duration.ofNanos(left));
    }

    private RevocationStatus broughtLists(PathCertificate certificate, PathCertificate issuer) {
        List<KnownCrl> brought = atHand(certificate, true);
        return brought.isEmpty() ? notChecked(certificate, "") : lists(certificate, brought);
    }

    /** Signed by an authority of the path, or by somebody of that name under the same anchor (RFC 5280 section 6.3.3 (f)). */
    private boolean isAuthentic(CrlIndex crl) {
        if (assumed.contains(crl.fingerprint())) {
            return true;
        }
        Boolean before = authentic.get(crl.fingerprint());
        if (before != null) {
            return before;
        }
        boolean result = speaks(crl) || speaksForItself(crl);
        authentic.put(crl.fingerprint(), result);
        return result;
    }

    private boolean speaks(CrlIndex crl) {
        return Stream.concat(path.certificates().stream().skip(1), request.pool().stream())
                .filter(signer -> signer.subjectKey().equals(crl.header().issuerKey()))
                .filter(signer -> signer.mayBeUsedFor(KeyUsage.cRLSign))
                .limit(SIGNERS_LIMIT)
                .filter(signer -> crl.isSignedBy(path.keyOf(signer)))
                .anyMatch(this::maySpeak);
    }

    /** If the issuer named nobody else who could vouch for the signer of the list, the list has to do it. */
    private boolean speaksForItself(CrlIndex crl) {
        if (!assumed.isEmpty()) {
            return false;
        }
        assumed.add(crl.fingerprint());
        known.values().removeIf(status -> status.finding() instanceof RevocationFinding.NotChecked);
        boolean result = speaks(crl);
        assumed.clear();
        return result;
    }

    private boolean maySpeak(PathCertificate signer) {
        if (path.certificates().stream().skip(1).anyMatch(signer::equals)) {
            return true;
        }
        PathValidator.Result result =
                PathValidator.validate(request.about(signer, path.certificates()), Deadline.in(CRL_SIGNER_PATIENCE));
        return result.paths().stream()
                .filter(CheckedPath::isWhole)
                .filter(found -> found.anchor().equals(path.anchor()))
                .anyMatch(this::standsWhole);
    }

    private boolean standsWhole(CheckedPath found) {
        List<PathCertificate> members = found.certificates();
        for (int i = members.size() - 2; i >= 0; i--) {
            if (!(ask(members.get(i), members.get(i + 1)).finding() instanceof RevocationFinding.Good)) {
                return false;
            }
        }
        return true;
    }
}
