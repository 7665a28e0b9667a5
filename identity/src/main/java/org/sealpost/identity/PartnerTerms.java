package org.sealpost.identity;

import java.time.Duration;
import java.util.Optional;

/**
 * What was agreed with a partner beyond who it is.
 *
 * @param clientUsage whether a certificate shown by a client must be meant for clients
 * @param revocation HARD or SOFT: what becomes of a certificate whose revocation nobody can tell
 * @param refusal what a sender without proof is told
 * @param fallBackAfter how long mail to the partner may wait for a proof before it may go encrypted as a message instead;
 *     empty for never
 * @param contact whom to call there, for people
 */
public record PartnerTerms(
        ClientUsage clientUsage,
        RevocationMode revocation,
        Refusal refusal,
        Optional<Duration> fallBackAfter,
        String contact) {
    private static final int CONTACT_LIMIT = 200;
    private static final Duration LONGEST_WAIT = Duration.ofDays(2);

    public static final PartnerTerms DEFAULT =
            new PartnerTerms(ClientUsage.ACCEPT_SERVER, RevocationMode.SOFT, Refusal.WAIT, Optional.empty(), "");

    /** Public authorities no longer issue certificates for clients; a partner's own authority may. */
    public enum ClientUsage {
        /** The extended key usage must name clients, or nothing. */
        REQUIRE,
        /** A certificate for servers is good enough. */
        ACCEPT_SERVER
    }

    /** What a server hears that says it sends for the partner and does not prove it. */
    public enum Refusal {
        /** 454: it tries again, and no mail is lost while somebody puts the certificate right. */
        WAIT,
        /** 550: its users hear of it at once. */
        RETURN
    }

    public PartnerTerms {
        if (revocation == RevocationMode.OFF) {
            throw new IllegalArgumentException("revocation of a partner's certificates is hard or soft, never off");
        }
        if (fallBackAfter
                .filter(wait -> wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "expected a wait of at most two days, then mail goes back to its sender");
        }
        if (contact.length() > CONTACT_LIMIT || contact.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a contact is one line of at most " + CONTACT_LIMIT + " characters");
        }
    }

    public PartnerTerms withClientUsage(ClientUsage other) {
        return new PartnerTerms(other, revocation, refusal, fallBackAfter, contact);
    }

    public PartnerTerms withRevocation(RevocationMode other) {
        return new PartnerTerms(clientUsage, other, refusal, fallBackAfter, contact);
    }

    public PartnerTerms withRefusal(Refusal other) {
        return new PartnerTerms(clientUsage, revocation, other, fallBackAfter, contact);
    }

    public PartnerTerms withFallBackAfter(Optional<Duration> other) {
        return new PartnerTerms(clientUsage, revocation, refusal, other, contact);
    }

    public PartnerTerms withContact(String other) {
        return new PartnerTerms(clientUsage, revocation, refusal, fallBackAfter, other);
    }
}
