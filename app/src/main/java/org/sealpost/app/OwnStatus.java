package org.sealpost.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.ToldStatus;

/** Asks our own CRLs and OCSP responder as outsiders do, to see whether they tell what the book says. */
public record OwnStatus(CertificateAuthority authority, CrlIssuer crls, OcspResponder ocsp) {
    /** By fingerprint; without those whose authority signs elsewhere. */
    public Map<String, ToldStatus> told(List<Issued> certificates, Instant now) {
        Map<String, ToldStatus> all = new LinkedHashMap<>();
        certificates.stream()
                .collect(Collectors.groupingBy(Issued::issuer))
                .forEach((issuer, of) -> signer(issuer).ifPresent(own -> {
                    List<CrlIndex> lists = lists(issuer, now);
                    of.forEach(one -> all.put(
                            one.certificate().facts().fingerprint(),
                            ToldStatus.of(
                                    PathCertificate.of(one.certificate().der()),
                                    own,
                                    lists,
                                    request -> ocsp.answer(request, now),
                                    now)));
                }));
        return all;
    }

    private Optional<PathCertificate> signer(String issuer) {
        return authority.records().stream()
                .filter(one -> one.name().equals(issuer) && one.keyHere())
                .findFirst()
                .flatMap(AuthorityRecord::certificate)
                .map(PathCertificate::of);
    }

    private List<CrlIndex> lists(String issuer, Instant now) {
        return Stream.of(crls.current(issuer, now), crls.delta(issuer, now))
                .flatMap(Optional::stream)
                .map(list -> CrlIndex.of(list.der().clone()))
                .toList();
    }
}
