package org.sealpost.app.cli;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.OwnTerms;
import org.sealpost.app.OwnZone;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.PublicCertificates;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.dns.WantedRecord;
import org.sealpost.protocols.dns.WantedRecord.Checked;
import org.sealpost.protocols.dns.WantedRecord.State;
import org.xbill.DNS.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost dns}. */
@Command(
        name = "dns",
        description =
                "Show what belongs into the DNS for our domains, as lines of a zone file, and whether it is there.")
final class DnsCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "One of our domains; all if none is named.")
    private @Nullable Domain domain;

    @Mixin
    private Form form = new Form();

    DnsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Configuration configuration = session.house().configuration();
        OwnZone zone = new OwnZone(
                configuration.hostName(),
                shown(),
                configuration.delivery().hops().reports().address());
        List<WantedRecord> records = new ArrayList<>();
        List<Domain> here = wanted(session.house().directory().domains());
        List<Domain> behind = wanted(behind());
        for (Domain one : here) {
            records.addAll(zone.here(one, session.house().gateway().domainKeys().newest(one)));
        }
        for (Domain one : behind) {
            records.addAll(
                    zone.behind(one, session.house().gateway().domainKeys().newest(one)));
        }
        if (records.isEmpty()) {
            throw new Mistake(domain + " is not one of our domains; see: sealpost domain list, domain relays");
        }
        records.addAll(zone.host());
        Dns dns = Dns.system();
        OwnTerms policy = new OwnTerms(configuration);
        List<Domain> announced = Stream.concat(here.stream(), behind.stream())
                .filter(one -> policy.isAnnounced(one, dns))
                .toList();
        announced.forEach(one -> records.addAll(policy.records(one)));
        List<Checked> all = records.stream().map(record -> record.check(dns)).toList();
        List<PolicyCheck> policies =
                announced.stream().map(one -> check(policy, one)).toList();
        if (form.isJson()) {
            session.json(Stream.concat(
                            all.stream().map(DnsCommand::facts),
                            policies.stream().map(PolicyCheck::facts))
                    .toList());
        } else {
            all.forEach(this::say);
            policies.forEach(one -> session.say("; policy at " + one.address + ": " + one.word()));
        }
    }

    /** Asks as other servers do. */
    private PolicyCheck check(OwnTerms policy, Domain of) {
        String trouble = Stream.of(policy.trouble(of, session.house().outbound().policyFetch()), policy.doubt(proved()))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
        return new PolicyCheck("https://mta-sts." + of + "/.well-known/mta-sts.txt", trouble);
    }

    private Set<String> proved() {
        PublicCertificates.Standing standing =
                session.house().certification().publicCertificates().standing();
        return standing.certificate().isEmpty()
                ? Set.of()
                : standing.settings().map(PublicCertificates.Settings::names).orElse(Set.of());
    }

    /** Whether others get a policy (MTA-STS) as it should be; {@code trouble}: why not. */
    private record PolicyCheck(String address, String trouble) {
        String word() {
            return trouble.isEmpty() ? "ok" : trouble;
        }

        Map<String, Object> facts() {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("name", address);
            facts.put("type", "policy");
            facts.put("purpose", "the policy of the domain can be fetched (MTA-STS)");
            facts.put("state", trouble.isEmpty() ? "published" : "different");
            facts.put("found", trouble.isEmpty() ? List.of() : List.of(trouble));
            return facts;
        }
    }

    private List<Domain> behind() {
        return session.house().registry().relayDomains().all().stream()
                .map(RelayDomain::domain)
                .toList();
    }

    private List<Domain> wanted(List<Domain> all) {
        return all.stream().filter(one -> domain == null || one.equals(domain)).toList();
    }

    /** Other servers see what smtp shows: one from outside, that of the public authority, or our own. */
    private Optional<X509Certificate> shown() {
        return session.house()
                .certification()
                .tls()
                .shown("smtp")
                .filter(shown -> shown.source() == TlsIdentity.Source.GIVEN)
                .map(shown -> shown.chain().getFirst())
                .or(() -> session.house()
                        .certification()
                        .publicCertificates()
                        .standing()
                        .certificate())
                .or(() -> session.house().certification().serverCertificate());
    }

    /** What a zone file takes for a comment stands behind. */
    private void say(Checked one) {
        session.say("; " + one.wanted().purpose() + ": " + word(one));
        if (one.state() == State.DIFFERENT) {
            one.found().forEach(found -> session.say(";   found: " + found));
        }
        session.say(one.wanted().line());
    }

    private static String word(Checked one) {
        return switch (one.state()) {
            case PUBLISHED -> "ok";
            case MISSING -> "MISSING";
            case DIFFERENT -> "DIFFERENT";
            case UNANSWERED -> "no name server answers";
        };
    }

    private static Map<String, Object> facts(Checked one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", one.wanted().name());
        facts.put("type", Type.string(one.wanted().type()));
        facts.put("data", one.wanted().data());
        facts.put("purpose", one.wanted().purpose());
        facts.put("state", one.state().name().toLowerCase(Locale.ROOT));
        facts.put("found", one.found());
        facts.put("line", one.wanted().line());
        return facts;
    }
}
