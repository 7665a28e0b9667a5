package org.sealpost.enrollment;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.DomainKeys;
import org.sealpost.mail.Domain;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyPairs;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Makes the keys with which our domains sign mail. */
public final class DomainKeyring {
    /** As RFC 8301 section 3.2 wants signers to have; with longer keys the record is too long for many a provider's form. */
    private static final String ALGORITHM = "RSA-2048";

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("yyyyMM").withZone(ZoneOffset.UTC);
    private static final int SELECTORS_A_MONTH = 26;

    private final DomainKeys keys;
    private final KeyArchive archive;
    private final AuditLog auditLog;
    private final Clock clock;

    public DomainKeyring(DomainKeys keys, KeyArchive archive, AuditLog auditLog, Clock clock) {
        this.keys = keys;
        this.archive = archive;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    public Optional<DomainKey> newest(Domain domain) {
        return keys.of(domain).stream().findFirst();
    }

    /** All keys of the domain, newest first; one is made if there is none. */
    public List<DomainKey> of(Domain domain, String actor) {
        if (keys.of(domain).isEmpty()) {
            make(domain, actor);
        }
        return keys.of(domain);
    }

    /**
     * Makes another key. The one before signs until the new one is in the DNS.
     *
     * @throws IllegalArgumentException if the domain has had too many this month
     */
    public DomainKey make(Domain domain, String actor) {
        Instant now = clock.instant();
        KeyPair pair = KeyPairs.generate(ALGORITHM);
        DomainKey key = new DomainKey(
                domain,
                selector(domain, now),
                KeyPairs.id(pair.getPublic()),
                pair.getPublic().getEncoded(),
                now);
        auditLog.append(
                List.of(new AuditEvent(
                        now,
                        AuditAction.ADMINISTER,
                        actor,
                        domain.name(),
                        "key " + key.selector() + " for signatures of the domain",
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                archive.putting(key.keyId(), "domain " + domain, pair.getPrivate())
                        .and(keys.adding(key)));
        return key;
    }

    /** By the month, with a letter behind it from the second on: short, and it tells how old a key is. */
    private String selector(Domain domain, Instant now) {
        Set<String> taken = keys.of(domain).stream().map(DomainKey::selector).collect(Collectors.toSet());
        String month = "sp" + MONTH.format(now);
        for (int i = 0; i < SELECTORS_A_MONTH; i++) {
            String selector = month + (i == 0 ? "" : (char) ('a' + i));
            if (!taken.contains(selector)) {
                return selector;
            }
        }
        throw new IllegalArgumentException(
                domain + " has had " + SELECTORS_A_MONTH + " keys this month; wait for the next, or use one of these");
    }
}
