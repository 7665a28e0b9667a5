package org.sealpost.protocols.sts;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.sealpost.identity.StsPolicies;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.policy.TlsResult;
import org.sealpost.protocols.dns.DnsAnswer;
import org.sealpost.protocols.dns.SecureDns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Knows the MTA-STS policy of a domain: asks the DNS whether there is a new one, fetches it, and goes by the old one for as long
 * as it counts if that fails (RFC 8461 section 5.1).
 */
public final class DomainPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(DomainPolicies.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");
    private static final Duration REFRESH = Duration.ofDays(1);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);
    private static final int FAILURES_KEPT = 10_000;
    private static final int LOCKS = 64;

    private final SecureDns dns;
    private final PolicyFetch fetch;
    private final StsPolicies known;
    private final Clock clock;
    private final Object[] locks = new Object[LOCKS];
    private final Map<Domain, Failure> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Domain, Failure> eldest) {
            return size() > FAILURES_KEPT;
        }
    };

    public DomainPolicies(SecureDns dns, PolicyFetch fetch, StsPolicies known, Clock clock) {
        this.dns = dns;
        this.fetch = fetch;
        this.known = known;
        this.clock = clock;
        Arrays.setAll(locks, i -> new Object());
    }

    /**
     * What is known.
     *
     * @param policy the one that counts now
     * @param trouble why a newer one could not be fetched; empty if nothing went wrong
     * @param fault the same, as reports to the domain tell it (RFC 8460 section 4.3.2.2)
     */
    public record Answer(Optional<StsTerms> policy, String trouble, Optional<TlsResult> fault) {
        static Answer good(Optional<StsTerms> policy) {
            return new Answer(policy, "", Optional.empty());
        }
    }

    private record Failure(String id, Instant at, String words, TlsResult fault) {
        Answer answer(Optional<StsTerms> old) {
            return new Answer(old, words, Optional.of(fault));
        }
    }

    public Answer of(Domain domain) {
        Optional<String> id = id(domain);
        Optional<StsTerms> counts = counting(domain);
        if (id.isEmpty() || counts.filter(policy -> isFresh(policy, id.get())).isPresent()) {
            return Answer.good(counts);
        }
        synchronized (locks[Math.floorMod(domain.hashCode(), LOCKS)]) {
            Optional<StsTerms> meanwhile = counting(domain);
            return meanwhile.filter(policy -> isFresh(policy, id.get())).isPresent()
                    ? Answer.good(meanwhile)
                    : fetch(domain, id.get(), meanwhile);
        }
    }

    private Optional<StsTerms> counting(Domain domain) {
        return known.of(domain).filter(policy -> policy.countsAt(clock.instant()));
    }

    private boolean isFresh(StsTerms policy, String id) {
        Duration half = policy.maxAge().dividedBy(2);
        Duration refresh = half.compareTo(REFRESH) < 0 ? half : REFRESH;
        return policy.id().equals(id) && policy.fetchedAt().plus(refresh).isAfter(clock.instant());
    }

    private Answer fetch(Domain domain, String id, Optional<StsTerms> old) {
        Instant now = clock.instant();
        Optional<Failure> failure = lastFailure(domain)
                .filter(one -> one.id.equals(id) && one.at.plus(AFTER_FAILURE).isAfter(now));
        if (failure.isPresent()) {
            return failure.get().answer(old);
        }
        try {
            StsTerms policy = StsTerms.read(domain, id, fetch.fetch(domain), now);
            known.keep(policy);
            return Answer.good(Optional.of(policy));
        } catch (IOException | StsTerms.Unreadable e) {
            LOG.info("the MTA-STS policy of {} was not fetched: {}", domain, e.getMessage());
            Failure met = new Failure(id, now, String.valueOf(e.getMessage()), fault(e));
            synchronized (failures) {
                failures.put(domain, met);
            }
            return met.answer(old);
        }
    }

    private static TlsResult fault(Exception failure) {
        return switch (failure) {
            case StsTerms.Unreadable unreadable -> TlsResult.STS_POLICY_INVALID;
            case SSLException untrusted -> TlsResult.STS_WEBPKI_INVALID;
            default -> TlsResult.STS_POLICY_FETCH_ERROR;
        };
    }

    private Optional<Failure> lastFailure(Domain domain) {
        synchronized (failures) {
            return Optional.ofNullable(failures.get(domain));
        }
    }

    /** Exactly one record of this kind says that there is a policy, RFC 8461 section 3.1. */
    private Optional<String> id(Domain domain) {
        DnsAnswer answer = dns.ask("_mta-sts." + domain, Type.TXT);
        List<String> records = answer.all(TXTRecord.class).stream()
                .map(record -> String.join("", record.getStrings()))
                .filter(text -> text.matches("(?s)v=STSv1\\s*;.*"))
                .toList();
        if (records.size() != 1) {
            return Optional.empty();
        }
        return Arrays.stream(records.getFirst().split(";"))
                .map(String::strip)
                .filter(field -> field.startsWith("id="))
                .map(field -> field.substring("id=".length()).strip())
                .filter(id -> ID.matcher(id).matches())
                .findFirst();
    }
}
