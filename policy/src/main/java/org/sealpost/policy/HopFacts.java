package org.sealpost.policy;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Domain;

/**
 * All that {@link HopPolicy} looks at before a connection is used: one host, for one recipient domain.
 *
 * @param floor of the organisation, for all mail
 * @param partner the name of the partner whose send entry is enforced for this domain
 * @param dane what the DNS says about certificates of this host
 * @param sts what the domain says about its hosts
 * @param wish what an administrator demands for this domain
 * @param exemption an administrator's leave for this domain to fall short for a while
 * @param rule what a rule of the administrators demands for this message
 * @param fallback which of these yields to encryption of the message itself, and whether it does now
 */
public record HopFacts(
        Domain domain,
        String host,
        TlsFloor floor,
        Optional<String> partner,
        Dane dane,
        Sts sts,
        Optional<TlsFloor> wish,
        Optional<Exemption> exemption,
        HopWish message,
        HopFallback fallback,
        Optional<RuleTls> rule,
        Instant now) {
    /** Where nothing yields to encryption. */
    @SuppressWarnings("ParameterNumber") // As many as there are facts.
    public HopFacts(
            Domain domain,
            String host,
            TlsFloor floor,
            Optional<String> partner,
            Dane dane,
            Sts sts,
            Optional<TlsFloor> wish,
            Optional<Exemption> exemption,
            HopWish message,
            Instant now) {
        this(
                domain,
                host,
                floor,
                partner,
                dane,
                sts,
                wish,
                exemption,
                message,
                HopFallback.NEVER,
                Optional.empty(),
                now);
    }

    /** The same, where these demands yield to encryption. */
    public HopFacts with(HopFallback yielding) {
        return new HopFacts(domain, host, floor, partner, dane, sts, wish, exemption, message, yielding, rule, now);
    }

    /** The same, for a message for which a rule demands something of the way. */
    public HopFacts with(Optional<RuleTls> demand) {
        return new HopFacts(domain, host, floor, partner, dane, sts, wish, exemption, message, fallback, demand, now);
    }

    /** What is known about TLSA records of a host, RFC 7672. */
    public enum Dane {
        /** None: proved, or the zones are not signed. */
        ABSENT,
        /** Signed, and at least one can be used. */
        USABLE,
        /** Signed, but none can be used. */
        UNUSABLE,
        /** The answer was forged or broken, or there was none. */
        FAILED,
        /** The resolver hides signatures. */
        UNKNOWN
    }

    /** What the domain's MTA-STS policy says about a host, RFC 8461. */
    public enum Sts {
        ABSENT,
        /** Listed by a policy that is tried out only. */
        TESTING_LISTED,
        TESTING_UNLISTED,
        LISTED,
        UNLISTED
    }

    /** An administrator lets mail to a domain go although DANE or MTA-STS fail there. */
    public record Exemption(Instant until, String reason) {}

    /** Whether somebody asks that mail arrives rather than that the other side's wishes are kept. */
    boolean isLowered() {
        return isExempt() || message == HopWish.TLS_NOT_REQUIRED;
    }

    boolean isExempt() {
        return exemption.filter(one -> one.until().isAfter(now)).isPresent();
    }
}
