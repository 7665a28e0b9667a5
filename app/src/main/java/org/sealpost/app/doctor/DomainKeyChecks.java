package org.sealpost.app.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.app.House;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;

/** Whether mail of our people leaves with a signature of its domain that others can check. */
final class DomainKeyChecks implements Check {
    private static final String ID = "SP-DNS-002";

    private final House house;

    DomainKeyChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        if (!house.configuration().delivery().signsForDomains()) {
            return List.of();
        }
        return Stream.concat(house.directory().domains().stream(), behind())
                .map(this::check)
                .toList();
    }

    /** Mail of a domain behind that leaves another way is signed there. */
    private Stream<Domain> behind() {
        return house.registry().relayDomains().all().stream()
                .filter(one -> !one.senders().isEmpty()
                        || house.gateway().domainKeys().newest(one.domain()).isPresent())
                .map(RelayDomain::domain);
    }

    private Diagnosis check(Domain domain) {
        Optional<DomainKey> newest = house.gateway().domainKeys().newest(domain);
        if (newest.isEmpty()) {
            return unsigned(domain, "it has no key", "sealpost domain dkim " + domain);
        }
        String record = newest.get().recordName();
        return switch (house.gateway().domainSigning().inDns(newest.get())) {
            case PUBLISHED -> Diagnosis.good(ID, "the DNS has " + record + "; mail is signed with it");
            case MISSING ->
                unsigned(
                        domain, "the DNS has no " + record, "publish what this prints: sealpost domain dkim " + domain);
            case UNANSWERED -> Diagnosis.notTested(ID, "no name server answers for " + record);
        };
    }

    private static Diagnosis unsigned(Domain domain, String evidence, String remedy) {
        return Diagnosis.warning(
                ID,
                "mail from " + domain + " is not signed for its domain (DKIM), so others may take it for a forgery",
                evidence,
                remedy);
    }
}
