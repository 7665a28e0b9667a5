package org.sealpost.protocols.smtp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Decision;
import org.sealpost.policy.HopFacts;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.HopWish;
import org.sealpost.policy.RuleTls;
import org.sealpost.protocols.dns.Tlsa;
import org.sealpost.protocols.sts.DomainPolicies;
import org.sealpost.transport.Courier;

/** Tells how mail to a domain would be protected on its way, by the very decisions that the courier goes by. */
public final class HopReport {
    private static final String NOT_ASKED = "not asked, since an administrator named the host";

    private final Exchangers exchangers;
    private final HopSources sources;
    private final HopLedger ledger;
    private final Function<Domain, List<String>> named;

    /** {@code named}: the hosts that an administrator named for mail to a domain; none if its mail exchangers take it. */
    public HopReport(
            Exchangers exchangers, HopSources sources, HopLedger ledger, Function<Domain, List<String>> named) {
        this.exchangers = exchangers;
        this.sources = sources;
        this.ledger = ledger;
        this.named = named;
    }

    /**
     * What is known of the way to a domain.
     *
     * @param hosts in the order in which they are tried
     * @param trouble why no host is known; empty if some are
     * @param last how the last delivery and the last refusal went
     */
    public record Report(Domain domain, List<HostReport> hosts, String trouble, List<HopLedger.Entry> last) {}

    /**
     * What is known of one host.
     *
     * @param sources what each of them says, by its name
     */
    public record HostReport(String host, Map<String, String> sources, Decision<HopVerdict> demand) {}

    /** Of a message of which nothing else is known. */
    public Report of(Domain domain, HopWish wish) {
        return of(domain, wish, Optional.empty());
    }

    /** {@code rule}: what one demands for the message. May take as long as the DNS and the domain's web server take. */
    public Report of(Domain domain, HopWish wish, Optional<RuleTls> rule) {
        try {
            return new Report(
                    domain,
                    hops(domain, wish, sources.with(Courier.Terms.of(rule))).stream()
                            .map(hop -> new HostReport(hop.host(), words(domain, hop), hop.decision()))
                            .toList(),
                    "",
                    ledger.last(domain));
        } catch (MailFailure e) {
            return new Report(domain, List.of(), e.status() + " " + e.getMessage(), ledger.last(domain));
        }
    }

    private List<Hop> hops(Domain domain, HopWish wish, HopSources asked) {
        List<String> ours = named.apply(domain);
        if (!ours.isEmpty()) {
            return ours.stream()
                    .map(host -> asked.smartHost(domain, host, wish))
                    .toList();
        }
        List<Hop> hops = new ArrayList<>();
        for (Exchangers.Host host : exchangers.of(domain)) {
            hops.add(asked.exchanger(domain, host, wish));
        }
        return hops;
    }

    private Map<String, String> words(Domain domain, Hop hop) {
        HopFacts facts = hop.facts();
        Map<String, String> words = new LinkedHashMap<>();
        words.put("organisation", facts.floor().word());
        words.put("partner", partner(hop));
        boolean isOurs = !named.apply(domain).isEmpty();
        words.put("DANE", isOurs ? NOT_ASKED : dane(hop));
        words.put("MTA-STS", isOurs ? NOT_ASKED : sts(domain, hop.host()));
        words.put(
                "administrator",
                facts.wish()
                        .map(wish -> "demands " + wish.word()
                                + orEncrypted(facts.fallback().wish()))
                        .orElse("demands nothing"));
        facts.rule()
                .ifPresent(rule -> words.put(
                        "rule", rule.rule() + " demands " + rule.least().word()));
        words.put(
                "exemption",
                facts.exemption().map(one -> exemption(one, facts.now())).orElse("none"));
        return words;
    }

    private static String orEncrypted(Optional<EncryptedAfter> after) {
        return after.map(time -> ", or encrypted to the recipient after " + time)
                .orElse("");
    }

    private static String partner(Hop hop) {
        return hop.partner()
                .map(partner -> partner.name()
                        + (partner.isEnforced()
                                ? ", enforced" + orEncrypted(partner.orEncryptedAfter())
                                : ", not enforced"))
                .orElse("none");
    }

    private static String exemption(HopFacts.Exemption one, Instant now) {
        return (one.until().isAfter(now) ? "until " : "ended ") + one.until() + ": " + one.reason();
    }

    private static String dane(Hop hop) {
        return switch (hop.facts().dane()) {
            case ABSENT ->
                hop.knowledge().sureName() ? "no signed records for this host" : "the zone of the domain is not signed";
            case USABLE -> hop.knowledge().tlsa().stream().map(Tlsa::toString).collect(Collectors.joining(", "));
            case UNUSABLE -> "signed records, none of which can be used";
            case FAILED -> "no trustworthy answer";
            case UNKNOWN -> "not known, since the name servers hide signatures";
        };
    }

    private String sts(Domain domain, String host) {
        Optional<DomainPolicies.Answer> answer = sources.policy(domain);
        String trouble = answer.map(DomainPolicies.Answer::trouble)
                .filter(words -> !words.isEmpty())
                .map(words -> " (not fetched: " + words + ")")
                .orElse("");
        return answer.flatMap(DomainPolicies.Answer::policy)
                        .map(policy -> words(policy, host))
                        .orElse("none")
                + trouble;
    }

    private static String words(StsTerms policy, String host) {
        return policy.mode().word() + ", " + (policy.lists(host) ? "lists this host" : "does not list this host")
                + ", id " + policy.id() + " of " + policy.fetchedAt();
    }
}
