package org.sealpost.app;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.sealpost.app.config.Configuration;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Sha256;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.dns.WantedRecord;
import org.sealpost.protocols.sts.PolicyFetch;
import org.xbill.DNS.Type;

/** What our domains say in public about the servers that take their mail, and how the DNS announces it (RFC 8461). */
public final class OwnTerms {
    private static final int ID_CHARACTERS = 20;
    /** A policy on trial is changed soon. */
    private static final Duration ON_TRIAL = Duration.ofDays(1);

    private static final Duration ENFORCED = Duration.ofDays(7);

    private final Configuration.MtaSts wanted;
    private final String hostName;

    public OwnTerms(Configuration configuration) {
        this.wanted = configuration.mtaSts();
        this.hostName = configuration.hostName();
    }

    /** Where the policy of a domain is asked for. */
    static String host(Domain domain) {
        return "mta-sts." + domain.name();
    }

    /** The policy; its id is made of its text, so it changes with it, and only with it, and is the same on all nodes. */
    public StsTerms of(Domain domain) {
        Duration age = wanted.mode() == StsTerms.Mode.ENFORCE ? ENFORCED : ON_TRIAL;
        StsTerms terms = new StsTerms(domain, "", wanted.mode(), wanted.hosts(), age, Instant.EPOCH);
        return new StsTerms(domain, id(terms.text()), terms.mode(), terms.hosts(), age, terms.fetchedAt());
    }

    private static String id(String text) {
        return Sha256.hex(text).substring(0, ID_CHARACTERS);
    }

    /** Whether the DNS shall announce it: also a policy that takes back one which others may still remember. */
    public boolean isAnnounced(Domain domain, Dns dns) {
        if (wanted.mode() != StsTerms.Mode.NONE) {
            return true;
        }
        try {
            return dns.texts("_mta-sts." + domain.name()).stream().anyMatch(text -> text.startsWith("v=STSv1"));
        } catch (Dns.Unanswered e) {
            return false;
        }
    }

    public List<WantedRecord> records(Domain domain) {
        return List.of(
                WantedRecord.of(
                        "other servers ask for the policy of the domain (MTA-STS, "
                                + wanted.mode().word() + ")",
                        "_mta-sts." + domain.name(),
                        Type.TXT,
                        "v=STSv1; id=" + of(domain).id()),
                WantedRecord.of(
                        "where they ask (MTA-STS; an address will do, too)", host(domain), Type.CNAME, hostName + "."));
    }

    /** Why others would not believe this server what the policy promises; {@code proved}: the names in its public certificate. */
    public String doubt(Set<String> proved) {
        boolean promised = wanted.mode() != StsTerms.Mode.NONE && wanted.hosts().contains(hostName);
        return promised && !proved.contains(hostName)
                ? hostName
                        + " has no certificate of a public authority, so others will not take it for a server of the policy"
                : "";
    }

    /** What others get who ask for the policy: "" if it is as it should be. */
    public String trouble(Domain domain, PolicyFetch fetch) {
        try {
            StsTerms own = of(domain);
            StsTerms got = StsTerms.read(domain, own.id(), fetch.fetch(domain), Instant.EPOCH);
            return got.equals(own)
                    ? ""
                    : "it says something else: " + got.text().strip().replaceAll("\\s*\\R", ", ");
        } catch (IOException | StsTerms.Unreadable e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return "it cannot be had: " + why;
        }
    }
}
