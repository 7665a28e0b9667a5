package org.sealpost.protocols.smtp;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.policy.HopFacts;
import org.sealpost.policy.HopFacts.Dane;
import org.sealpost.policy.HopFacts.Sts;
import org.sealpost.policy.HopFallback;
import org.sealpost.policy.HopSettings;
import org.sealpost.policy.HopWish;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.dns.DnsAnswer;
import org.sealpost.protocols.dns.DnsAnswer.Standing;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.protocols.dns.Tlsa;
import org.sealpost.protocols.sts.DomainPolicies;
import org.sealpost.transport.Courier;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** Gathers what all sources say about a host, and has it joined to a demand. */
public final class HopSources {
    /** Not a name of which the DNS could tell anything. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private final SecureDns dns;
    private final TlsFloor floor;
    private final Optional<DomainPolicies> policies;
    private final Optional<HopSettings> settings;
    private final PartnerPeers partners;
    private final int port;
    private final Clock clock;
    private final Courier.Terms terms;

    @SuppressWarnings("ParameterNumber") // What it asks.
    private HopSources(
            SecureDns dns,
            TlsFloor floor,
            Optional<DomainPolicies> policies,
            Optional<HopSettings> settings,
            PartnerPeers partners,
            int port,
            Clock clock,
            Courier.Terms terms) {
        this.dns = dns;
        this.floor = floor;
        this.policies = policies;
        this.settings = settings;
        this.partners = partners;
        this.port = port;
        this.clock = clock;
        this.terms = terms;
    }

    /** Of those sources that lie outside the house only DANE is asked; {@code port} of the mail exchangers. */
    public static HopSources of(SecureDns dns, TlsFloor floor, int port, Clock clock) {
        return new HopSources(
                dns, floor, Optional.empty(), Optional.empty(), PartnerPeers.NONE, port, clock, Courier.Terms.NONE);
    }

    public HopSources with(DomainPolicies sts) {
        return new HopSources(dns, floor, Optional.of(sts), settings, partners, port, clock, terms);
    }

    public HopSources with(HopSettings ofAdministrators) {
        return new HopSources(dns, floor, policies, Optional.of(ofAdministrators), partners, port, clock, terms);
    }

    public HopSources with(PartnerPeers agreed) {
        return new HopSources(dns, floor, policies, settings, agreed, port, clock, terms);
    }

    /** For a message of which this is known. */
    HopSources with(Courier.Terms known) {
        return new HopSources(dns, floor, policies, settings, partners, port, clock, known);
    }

    /** What the domain says about its hosts, and why nothing newer is known; empty if nobody asks. */
    Optional<DomainPolicies.Answer> policy(Domain domain) {
        return policies.map(known -> known.of(domain));
    }

    Clock clock() {
        return clock;
    }

    /** For a mail exchanger of the domain. */
    Hop exchanger(Domain domain, Exchangers.Host host, HopWish wish) {
        Certificates dane = host.sure() ? dane(host.name()) : new Certificates(unsigned(), List.of());
        Optional<DomainPolicies.Answer> sts = policy(domain);
        return exchanger(domain, host, dane, sts.flatMap(DomainPolicies.Answer::policy), wish)
                .publishing(new Hop.Published(
                        dane.usable.stream().map(Tlsa::toString).toList(),
                        sts.flatMap(DomainPolicies.Answer::policy),
                        sts.flatMap(DomainPolicies.Answer::fault)));
    }

    private Hop exchanger(
            Domain domain, Exchangers.Host host, Certificates dane, Optional<StsTerms> policy, HopWish wish) {
        boolean listed = policy.filter(one -> one.mode() == StsTerms.Mode.ENFORCE && one.lists(host.name()))
                .isPresent();
        Optional<PartnerPeers.Peer> partner = partners.of(domain);
        HopKnowledge knowledge = new HopKnowledge(
                Optional.of(domain), host.sure(), dane.usable, listed, partner.map(PartnerPeers.Peer::name));
        HopFacts facts = facts(domain, host.name(), partner, dane.state, sts(policy, host.name()), wish);
        return Hop.of(facts, knowledge, partner);
    }

    /**
     * For a host that an administrator named in the place of the domain's own. It must be listed where those must be, and where they
     * prove themselves by DANE, it must prove itself by its own records or by theirs.
     */
    Hop redirected(Domain domain, String host, List<Exchangers.Host> own, HopWish wish) {
        Certificates dane = ADDRESS.matcher(host).matches() ? new Certificates(Dane.ABSENT, List.of()) : dane(host);
        if (dane.state == Dane.ABSENT) {
            dane = joined(own.stream()
                    .filter(Exchangers.Host::sure)
                    .map(one -> dane(one.name()))
                    .toList());
        }
        return exchanger(
                domain,
                new Exchangers.Host(host, true),
                dane,
                policy(domain).flatMap(DomainPolicies.Answer::policy),
                wish);
    }

    /** The most that one of them demands. */
    private static Certificates joined(List<Certificates> all) {
        List<Tlsa> usable = all.stream().flatMap(one -> one.usable.stream()).toList();
        for (Dane state : List.of(Dane.FAILED, Dane.USABLE, Dane.UNUSABLE)) {
            if (all.stream().anyMatch(one -> one.state == state)) {
                return new Certificates(state, usable);
            }
        }
        return new Certificates(Dane.ABSENT, List.of());
    }

    /** For the host that takes all mail to the outside: the administrator named it, so its name is sure. */
    Hop smartHost(Domain domain, String host, HopWish wish) {
        Optional<PartnerPeers.Peer> partner = partners.of(domain);
        HopKnowledge knowledge = new HopKnowledge(Optional.empty(), true, List.of(), false, Optional.empty());
        HopFacts facts = facts(domain, host, partner, Dane.ABSENT, Sts.ABSENT, wish);
        return Hop.of(facts, knowledge, partner);
    }

    private HopFacts facts(
            Domain domain, String host, Optional<PartnerPeers.Peer> partner, Dane dane, Sts sts, HopWish wish) {
        Optional<HopSettings.Setting> setting = settings.flatMap(all -> all.of(domain));
        return new HopFacts(
                domain,
                host,
                floor,
                partner.filter(PartnerPeers.Peer::isEnforced).map(PartnerPeers.Peer::name),
                dane,
                sts,
                setting.flatMap(HopSettings.Setting::wish),
                setting.flatMap(HopSettings.Setting::exemption),
                wish,
                new HopFallback(
                        partner.flatMap(PartnerPeers.Peer::orEncryptedAfter),
                        setting.flatMap(HopSettings.Setting::orEncryptedAfter),
                        terms.waited()),
                terms.rule(),
                clock.instant());
    }

    private static Sts sts(Optional<StsTerms> policy, String host) {
        return policy.map(one -> switch (one.mode()) {
                    case ENFORCE -> one.lists(host) ? Sts.LISTED : Sts.UNLISTED;
                    case TESTING -> one.lists(host) ? Sts.TESTING_LISTED : Sts.TESTING_UNLISTED;
                    case NONE -> Sts.ABSENT;
                })
                .orElse(Sts.ABSENT);
    }

    /** What the DNS says about the certificate of a host. */
    private record Certificates(Dane state, List<Tlsa> usable) {}

    /** Whether a name that is not signed lacks a signature, or its signature was cut out. */
    private Dane unsigned() {
        return dns.health() == SecureDns.Health.STRIPPED ? Dane.UNKNOWN : Dane.ABSENT;
    }

    /** RFC 7672 section 2.2: asked only of hosts whose addresses are signed, since else nobody could have signed it. */
    private Certificates dane(String host) {
        List<DnsAnswer> addresses = List.of(dns.ask(host, Type.A), dns.ask(host, Type.AAAA));
        if (addresses.stream().anyMatch(answer -> answer.standing() == Standing.UNSIGNED)) {
            return new Certificates(Dane.ABSENT, List.of());
        }
        boolean found = addresses.stream().anyMatch(answer -> !answer.records().isEmpty());
        if (!found && addresses.stream().anyMatch(DnsAnswer::isFailed)) {
            return new Certificates(Dane.FAILED, List.of());
        }
        DnsAnswer answer = dns.ask("_" + port + "._tcp." + host, Type.TLSA);
        return switch (answer.standing()) {
            case FAILED -> new Certificates(Dane.FAILED, List.of());
            case UNSIGNED -> new Certificates(Dane.ABSENT, List.of());
            case SIGNED -> signed(answer.all(TLSARecord.class));
        };
    }

    private static Certificates signed(List<TLSARecord> records) {
        List<Tlsa> usable =
                records.stream().map(Tlsa::of).filter(Tlsa::isUsable).toList();
        if (records.isEmpty()) {
            return new Certificates(Dane.ABSENT, List.of());
        }
        return new Certificates(usable.isEmpty() ? Dane.UNUSABLE : Dane.USABLE, usable);
    }
}
